// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.network;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/// Measures this machine's delays while a proof runs: how late it wakes a sleeper, and how long a request to
/// the daemon takes. A promise in milliseconds assumes an idle machine. On an overloaded one, a proof allows
/// for the measured delays, and reports it.
public final class Lag {
    /// The number of threads and processes that wake one after another between a packet's loss and its report.
    private static final int WAKINGS = 8;

    private static final Duration SLEEP = Duration.ofMillis(5);

    /// A lag that every machine has now and then.
    private static final Duration USUAL = Duration.ofMillis(40);

    private static final AtomicLong WORST_NS = new AtomicLong();

    /// Whether a bound of this proof was looked at.
    private static volatile boolean allowed;

    private static final Thread SLEEPER =
            Thread.ofPlatform().name("lag").daemon().unstarted(Lag::measure);

    private Lag() {}

    /// Measures from here on.
    public static synchronized void begin() {
        WORST_NS.set(0);
        allowed = false;
        if (SLEEPER.getState() == Thread.State.NEW) {
            SLEEPER.start();
        }
    }

    /// Something that a machine with time does at once took so long.
    public static void took(Duration time) {
        WORST_NS.accumulateAndGet(time.toNanos(), Math::max);
    }

    /// @return whether a time is within the promised time plus the allowance
    public static boolean isWithin(Duration promised, Duration time) {
        allowed = true;
        return time.compareTo(WaitFactor.with(promised).plus(allowance())) <= 0;
    }

    /// Zero on a machine that has time.
    private static Duration allowance() {
        Duration worst = Duration.ofNanos(WORST_NS.get());
        return worst.compareTo(USUAL) <= 0 ? Duration.ZERO : worst.multipliedBy(WAKINGS);
    }

    /// `; the machine was up to 50 ms late, so that all bounds are longer by 400 ms`; nothing if they are not.
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
