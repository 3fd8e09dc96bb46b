// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.page;

import dev.baro.lab.host.BaroDaemon;
import dev.baro.lab.host.HealthView;
import dev.baro.lab.host.Lab;
import dev.baro.lab.network.Background;
import dev.baro.lab.network.Pause;
import dev.baro.lab.network.WaitFactor;
import dev.baro.lab.proof.Proof;
import dev.baro.lab.traffic.SteadyLoad;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/// Ten viewers of 300 VIPs: what they cost the daemon, and that neither packets nor probes notice them.
///
/// @param visits  the requests of the other proofs, which end here because they would count as packets of this one
/// @param browser a viewer, too, until it leaves
record TenViewers(Background visits, Browser browser, BaroDaemon daemon) implements Proof {
    private static final int VIEWERS = 10;
    private static final Duration WARM_UP = Duration.ofSeconds(30);
    private static final Duration LEAVE = Duration.ofSeconds(3);
    private static final Duration MEASURED = Duration.ofSeconds(20);

    /// Of one processor, in each second.
    private static final Duration MOST_CPU = Duration.ofMillis(50);

    private static final Duration MOST_LAG = Duration.ofMillis(5);
    private static final Duration MOST_STALL = Duration.ofMillis(500);
    private static final int SIGKILL = 9;

    /// One half of the measurement.
    ///
    /// @param share   what the daemon took, in percent of one processor
    /// @param lag     how late the timers of probes were on average, in seconds
    /// @param stalled how long the prober stood still, in seconds
    private record Half(double share, double lag, double stalled) {}

    @Override
    public String name() {
        return "ten viewers";
    }

    @Override
    public String expected() {
        return "they take " + Math.round(percent(MOST_CPU))
                + " % of a core of the daemon at most; 0 packets lost or retransmitted, 0 resets, 0 "
                + "servers down, probes at most " + MOST_LAG.toMillis() + " ms later than without viewers";
    }

    @Override
    public Finding prove(Lab lab) {
        visits.signal(SIGKILL);
        Finding left = Browser.finding(browser.take("leave"));
        if (!left.ok()) {
            return left;
        }
        String before = BaroDaemon.resource("page.yaml");
        daemon.rewrite(ManyVips.text());
        daemon.cli("apply", "--force").succeed();
        try {
            return watched(lab);
        } finally {
            daemon.recover(before);
        }
    }

    private Finding watched(Lab lab) {
        HealthView view = new HealthView(lab.names());
        long newest = view.newestEvent();
        Half[] halves = new Half[2];
        long[] frames = new long[1];
        SteadyLoad.Account account = SteadyLoad.during(lab, () -> {
            List<Background> viewers =
                    IntStream.range(0, VIEWERS).mapToObj(i -> viewer(lab, i)).toList();
            try {
                Pause.of(WARM_UP);
                long already = fewestFrames(viewers);
                halves[1] = measured(lab);
                frames[0] = fewestFrames(viewers) - already;
            } finally {
                viewers.forEach(viewer -> viewer.signal(SIGKILL));
            }
            Pause.of(LEAVE);
            halves[0] = measured(lab);
        });
        long down = view.events(newest).stream()
                .filter(entry -> entry.event().startsWith("SERVER_"))
                .count();
        return finding(halves[0], halves[1], account, down, frames[0]);
    }

    private static Finding finding(Half without, Half with, SteadyLoad.Account account, long down, long frames) {
        boolean ok = with.share() - without.share() <= percent(WaitFactor.with(MOST_CPU))
                && with.lag() - without.lag() <= WaitFactor.with(MOST_LAG).toNanos() / 1_000_000_000.0
                && with.stalled() - without.stalled()
                        <= WaitFactor.with(MOST_STALL).toNanos() / 1_000_000_000.0
                && account.nothingLostOrMoved()
                && down == 0
                && frames >= MEASURED.toSeconds() / 2;
        return new Finding(
                ok,
                String.format(
                        Locale.ROOT,
                        "the daemon took %.1f %% of a core, without viewers %.1f %%; each got %d frames or more in %d s; %s;"
                                + " %d changes of servers; probes were %.2f ms late on average, without viewers %.2f ms; the prober stood still for %.1f s, without"
                                + " viewers for %.1f s",
                        with.share(),
                        without.share(),
                        frames,
                        MEASURED.toSeconds(),
                        account.text(),
                        down,
                        with.lag() * 1_000,
                        without.lag() * 1_000,
                        with.stalled(),
                        without.stalled()));
    }

    private static double percent(Duration perSecond) {
        return perSecond.toNanos() / 10_000_000.0;
    }

    private Half measured(Lab lab) {
        Duration cpu = daemon.processorTime();
        double late = metric(lab, "baro_prober_timer_lag_seconds_sum");
        double timers = metric(lab, "baro_prober_timer_lag_seconds_count");
        double stalled = metric(lab, "baro_prober_stalled_seconds_total");
        long beginNs = System.nanoTime();
        Pause.of(MEASURED);
        double tookNs = System.nanoTime() - beginNs;
        double used = daemon.processorTime().minus(cpu).toNanos();
        double moreTimers = metric(lab, "baro_prober_timer_lag_seconds_count") - timers;
        return new Half(
                100 * used / tookNs,
                (metric(lab, "baro_prober_timer_lag_seconds_sum") - late) / Math.max(1, moreTimers),
                metric(lab, "baro_prober_stalled_seconds_total") - stalled);
    }

    private static double metric(Lab lab, String name) {
        return BaroDaemon.get(lab.names(), "/metrics")
                .lines()
                .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /// What a page that is open asks for all the time.
    private static Background viewer(Lab lab, int number) {
        Path log = lab.names().directory().resolve("viewer-" + number + ".log");
        return lab.balancer()
                .command("curl", "--silent", "--no-buffer", "--max-time", "300", "http://127.0.0.1:8080/page/stream")
                .start(log);
    }

    private static long fewestFrames(List<Background> viewers) {
        return viewers.stream()
                .mapToLong(viewer -> viewer.output()
                        .lines()
                        .filter(line -> line.startsWith("event: "))
                        .count())
                .min()
                .orElse(0);
    }
}
