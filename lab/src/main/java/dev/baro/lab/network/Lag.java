// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.network;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/// Measures this machine's delays while a proof runs: how late a sleeping thread wakes, and how long a request
/// to the daemon takes. A promise in milliseconds assumes an idle machine. On an overloaded machine, a proof
/// allows for the measured delays, and reports this.
public final class Lag {
    /// The number of threads and processes that wake one after another between a packet's loss and its report.
    private static final int WAKINGS = 8;

    private static final Duration SLEEP = Duration.ofMillis(5);

    /// A delay that every machine has from time to time.
    private static final Duration USUAL = Duration.ofMillis(40);

    private static final AtomicLong WORST_NS = new AtomicLong();

    /// Whether this proof has compared a time with a bound.
    private static volatile boolean allowed;

    private static final Thread SLEEPER =
            Thread.ofPlatform().name("lag").daemon().unstarted(Lag::measure);

    private Lag() {}

    /// Starts the measurement for a proof.
    public static synchronized void begin() {
        WORST_NS.set(0);
        allowed = false;
        if (SLEEPER.getState() == Thread.State.NEW) {
            SLEEPER.start();
        }
    }

    /// Records how long an action took that an idle machine completes immediately.
    public static void took(Duration time) {
        WORST_NS.accumulateAndGet(time.toNanos(), Math::max);
    }

    /// @return whether the time taken is within the promised time plus the allowance
    public static boolean isWithin(Duration promised, Duration time) {
        allowed = true;
        return time.compareTo(WaitFactor.with(promised).plus(allowance())) <= 0;
    }

    /// The allowance for delays; zero on an idle machine.
    private static Duration allowance() {
        Duration worst = Duration.ofNanos(WORST_NS.get());
        return worst.compareTo(USUAL) <= 0 ? Duration.ZERO : worst.multipliedBy(WAKINGS);
    }

    /// `; the machine was up to 50 ms late, so that all bounds are longer by 400 ms`; empty if
    /// they are not longer.
    public static String words() {
        Duration allowance = allowance();
        return !allowed || allowance.isZero()
                ? ""
                : "; the machine was up to " + allowance.dividedBy(WAKINGS).toMillis()
                        + " ms late, so that all bounds are longer by " + allowance.toMillis() + " ms";
    }

    private static void measure() {
        while (true) {
            long beganNs = System.nanoTime();
            Pause.of(SLEEP);
            took(Duration.ofNanos(System.nanoTime() - beganNs).minus(SLEEP));
        }
    }
}
