// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.marks;

import dev.baro.lab.host.HealthView;
import dev.baro.lab.host.Lab;
import dev.baro.lab.network.Background;
import dev.baro.lab.network.Command;
import dev.baro.lab.network.Pause;
import dev.baro.lab.proof.Proof;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/// An overloaded machine is not mistaken for a fault of the network. The proof also measures
/// the cost of monitoring.
record NoFalseAlarm(HealthView view, Duration lasting) implements Proof {
    private static final int BUSY_LOOPS = 10;

    /// The busy loops end after this time, which is longer than any test, in case nothing stops them.
    private static final String LIMIT = "1800";

    @Override
    public String name() {
        return "no false alarm on a busy machine";
    }

    @Override
    public String expected() {
        return "no MARK_FAULT within " + lasting.toSeconds() + " s alongside " + BUSY_LOOPS + " busy loops";
    }

    @Override
    public Finding prove(Lab lab) {
        long before = view.newestEvent();
        long echoes = Metrics.echoes(lab);
        List<Background> loops = IntStream.range(0, BUSY_LOOPS)
                .mapToObj(number -> Command.of("timeout", LIMIT, "sh", "-c", "while :; do :; done")
                        .start(lab.names().directory().resolve("busy-" + number + ".log")))
                .toList();
        try {
            Pause.of(lasting);
        } finally {
            loops.forEach(loop -> loop.signal(15));
        }
        long alarms = view.events(before).stream()
                .filter(entry -> entry.event().equals("MARK_FAULT"))
                .count();
        double perSecond = (double) (Metrics.echoes(lab) - echoes) / lasting.toSeconds();
        return new Finding(
                alarms == 0,
                String.format(
                        Locale.ROOT,
                        "%d alarms in %d s; watching %d paths sent %.0f requests/s",
                        alarms,
                        lasting.toSeconds(),
                        Metrics.paths(lab),
                        perSecond));
    }
}
