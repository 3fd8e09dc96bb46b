// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.page;

import dev.baro.lab.host.Lab;
import dev.baro.lab.proof.Proof;

/// Checks that need only the browser.
///
/// @param step the step of `web/test/page.mjs`
record Shown(String name, String expected, Browser browser, String step) implements Proof {
    @Override
    public Finding prove(Lab lab) {
        return Browser.finding(browser.take(step));
    }
}
