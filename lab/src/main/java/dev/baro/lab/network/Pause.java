// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.network;

import java.time.Duration;

/// The only place where the lab waits for time to pass.
public final class Pause {
    private Pause() {}

    public static void of(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("interrupted", e);
        }
    }
}
