// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.doctor;

import dev.baro.agent.facts.Facts;
import dev.baro.core.doctor.Finding;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/// The clock is not behind the latest time recorded on this server. Packets do not depend on the clock, but
/// certificates and logs do.
record Time() implements Check {
    private static final Duration TOLERANCE = Duration.ofSeconds(5);

    @Override
    public String name() {
        return "time";
    }

    @Override
    public List<Finding> judge(Facts facts) {
        Instant clock = facts.host().clock().truncatedTo(ChronoUnit.SECONDS);
        Instant applied = facts.host().lastApply().truncatedTo(ChronoUnit.SECONDS);
        if (clock.plus(TOLERANCE).isBefore(applied)) {
            return List.of(Finding.warn(
                            name(),
                            "the clock shows " + clock + ", but apply ran at " + applied,
                            "certificates are rejected and log times are wrong")
                    .fixedBy("timedatectl set-ntp true"));
        }
        return List.of(Finding.ok(name(), clock.toString()));
    }
}
