// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.kernel;

/// Whether tests that can run for long are to: `make soak` sets the property `baro.soak`.
public final class Soak {
    private static final boolean ON = Boolean.getBoolean("baro.soak");

    private Soak() {}

    public static int or(int soaking, int otherwise) {
        return ON ? soaking : otherwise;
    }
}
