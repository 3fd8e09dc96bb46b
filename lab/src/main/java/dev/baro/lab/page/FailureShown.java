// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.page;

import dev.baro.lab.host.Lab;
import dev.baro.lab.host.WebServer;
import dev.baro.lab.proof.Proof;

/// The page shows a server whose application answers 503.
record FailureShown(Browser browser) implements Proof {
    @Override
    public String name() {
        return "failure at L7 shown";
    }

    @Override
    public String expected() {
        return "the problem shows the request, the 503, the cause, the fix and a command; the server's page shows the"
                + " probe";
    }

    @Override
    public Finding prove(Lab lab) {
        WebServer web = lab.webServer(PageScenario.FAILING);
        web.wellOrNot(false);
        try {
            return Browser.finding(browser.take("failed " + PageScenario.FAILING));
        } finally {
            web.wellOrNot(true);
        }
    }
}
