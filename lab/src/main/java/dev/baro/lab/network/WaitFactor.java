// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.network;

import java.time.Duration;

/// How much longer than promised a proof may wait, where the machine has other work besides: on one of its own, not at
/// all.
public final class WaitFactor {
    private static volatile int factor = 1;

    private WaitFactor() {}

    /// @param times 1 or more, for the rest of the process
    public static void have(int times) {
        factor = times;
    }

    public static Duration with(Duration promised) {
        return promised.multipliedBy(factor);
    }
}
