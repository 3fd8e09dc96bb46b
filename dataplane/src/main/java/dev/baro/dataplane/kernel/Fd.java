// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.kernel;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;

/// Owns one file descriptor of a kernel object. Closing it twice is harmless.
///
/// With `-Dbaro.trace-descriptors=true`, as in tests, each open descriptor is recorded with the
/// stack that opened it.
public final class Fd implements AutoCloseable {
    private static final boolean TRACED = Boolean.getBoolean("baro.trace-descriptors");
    private static final Map<Fd, Throwable> OPEN = Collections.synchronizedMap(new IdentityHashMap<>());

    private final String what;
    private int number;

    public Fd(String what, int number) {
        this.what = what;
        this.number = number;
        if (TRACED) {
            OPEN.put(this, new Throwable("opened " + what + " as " + number));
        }
    }

    /// Finds unclosed descriptors in tests, and discards them, so that each leak is reported once.
    ///
    /// @throws IllegalStateException if a descriptor is open, with the opening stacks as suppressed exceptions
    public static void requireNoneOpen() {
        synchronized (OPEN) {
            if (OPEN.isEmpty()) {
                return;
            }
            IllegalStateException leak = new IllegalStateException(OPEN.size() + " file descriptors are still open");
            OPEN.values().forEach(leak::addSuppressed);
            OPEN.clear();
            throw leak;
        }
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
            if (TRACED) {
                OPEN.remove(this);
            }
        }
    }
}
