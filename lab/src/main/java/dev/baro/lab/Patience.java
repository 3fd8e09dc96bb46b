// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab;

import java.time.Duration;

/// How much longer than promised a proof may wait, where the machine has other work besides: on one of its own, not at
/// all.
final class Patience {
    private static volatile int factor = 1;

    private Patience() {}

    /// @param times 1 or more, for the rest of the process
    static void have(int times) {
        factor = times;
    }

    static Duration with(Duration promised) {
        return promised.multipliedBy(factor);
    }
}
