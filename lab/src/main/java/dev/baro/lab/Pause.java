// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab;

import java.time.Duration;

/// The one place where the lab waits for time to pass.
final class Pause {
    private Pause() {}

    static void of(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("interrupted", e);
        }
    }
}
