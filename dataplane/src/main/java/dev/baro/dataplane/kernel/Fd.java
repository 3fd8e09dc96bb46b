// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.kernel;

/// Owns one file descriptor of a kernel object. Closing it twice is harmless.
public final class Fd implements AutoCloseable {
    private final String what;
    private int number;

    public Fd(String what, int number) {
        this.what = what;
        this.number = number;
    }

    public int number() {
        if (number < 0) {
            throw new IllegalStateException(what + " is closed");
        }
        return number;
    }

    @Override
    public void close() {
        if (number >= 0) {
            LibC.close(number);
            number = -1;
        }
    }
}
