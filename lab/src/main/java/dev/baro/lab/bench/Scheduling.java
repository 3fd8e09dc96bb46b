// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.bench;

import dev.baro.core.model.SchedulerKind;

/// The schedulers under test, each on a separate port.
public enum Scheduling {
    MAGLEV(SchedulerKind.MAGLEV, 1),
    ROUND_ROBIN(SchedulerKind.ROUND_ROBIN, 1),
    /// With this spread, fewer sessions need an entry.
    ROUND_ROBIN_SPREAD(SchedulerKind.ROUND_ROBIN, 16),
    LEAST_CONNECTIONS(SchedulerKind.LEAST_CONNECTIONS, 1);

    private static final int FIRST_PORT = 80;

    private final SchedulerKind scheduler;
    private final int spread;

    Scheduling(SchedulerKind scheduler, int spread) {
        this.scheduler = scheduler;
        this.spread = spread;
    }

    SchedulerKind scheduler() {
        return scheduler;
    }

    /// See [dev.baro.core.schedule.Turns].
    int spread() {
        return spread;
    }

    int port() {
        return FIRST_PORT + ordinal();
    }

    /// The scheduler in words: `round-robin`, `round-robin, spread 16`, ...
    public String word() {
        return scheduler.word() + (spread == 1 ? "" : ", spread " + spread);
    }

    /// The name used in results.
    public String program() {
        return "baro " + word();
    }

    /// The part of an instance's name that stands for the scheduler.
    String instance() {
        return scheduler.word() + (spread == 1 ? "" : "-" + spread);
    }
}
