// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// Waits for what another thread is about to do.
public final class Eventually {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final long PAUSE_NS = 5_000_000;

    private Eventually() {}

    public static <T> T see(Supplier<T> supplier, Predicate<T> wanted) {
        return see(LIMIT, supplier, wanted);
    }

    public static <T> T see(Duration limit, Supplier<T> supplier, Predicate<T> wanted) {
        long deadlineNs = System.nanoTime() + limit.toNanos();
        T seen = supplier.get();
        while (!wanted.test(seen) && System.nanoTime() < deadlineNs) {
            LockSupport.parkNanos(PAUSE_NS);
            seen = supplier.get();
        }
        assertThat(seen).matches(wanted, "what was waited for");
        return seen;
    }
}
