// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.baro.balancer.probe.Prober;
import dev.baro.core.health.Layer;
import dev.baro.core.health.ProbeResult;
import dev.baro.core.health.ProbeTarget;
import dev.baro.core.health.ProbeTask;
import dev.baro.core.health.Reply;
import dev.baro.core.model.ApplicationCheck;
import dev.baro.core.model.Dscp;
import dev.baro.core.model.ForwardingMethod;
import dev.baro.core.model.HealthTimings;
import dev.baro.core.model.IpAddress;
import dev.baro.core.model.ProbeTiming;
import dev.baro.core.model.Protocol;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Runs the real prober against many real servers, and measures its rate, its cost and the
/// lateness of its timers.
public final class ProbeBench {
    public static final String VIP = "192.0.2.10";
    public static final int PORT = 80;
    public static final String INTERFACE = "prober";
    /// The addresses of the real servers: one of 10.64.0.0/16 per target.
    public static final int MAX_SERVERS = 60_000;

    private static final Dscp DSCP = new Dscp(10);
    /// Leaves time for the first round of probes and for the JIT compiler.
    static final Duration WARM_UP = Duration.ofSeconds(15);

    private final int servers;
    private final Set<Long> receiving;
    private final Set<Long> answering;
    private final Map<Reply, Long> replies = new EnumMap<>(Reply.class);

    /// @param receiving the process ids of the kernel's threads whose time counts as the prober's
    /// @param answering the process ids of the threads and processes that simulate the real servers
    public ProbeBench(int servers, Set<Long> receiving, Set<Long> answering) {
        this.servers = servers;
        this.receiving = Set.copyOf(receiving);
        this.answering = Set.copyOf(answering);
    }

    /// Runs the prober. Blocks for the warm-up and then for the given time. The network namespace must route
    /// 10.64.0.0/16 to hosts that answer from the VIP.
    public ProbeReport run(Duration time) throws InterruptedException {
        try (Prober prober = Prober.start(List.of(INTERFACE), List.of(), this::came)) {
            Used atStart = Used.now(this);
            prober.probe(tasks(servers));
            Thread.sleep(WARM_UP);
            Prober.Pace _ = prober.pace();
            takeReplies();
            Used before = Used.now(this);
            Thread.sleep(time);
            Used after = Used.now(this);
            Prober.Pace pace = prober.pace();
            double seconds = after.seconds(before);
            return new ProbeReport(
                    servers,
                    ProbeReport.Intervals.DEFAULTS,
                    seconds,
                    Math.round(wanted(servers)),
                    Math.round(pace.sent() / seconds),
                    after.proberCores(before),
                    before.proberCores(atStart),
                    after.answeringCores(before),
                    pace.lateP50().toNanos() / 1000,
                    pace.lateP99().toNanos() / 1000,
                    takeReplies());
        }
    }

    private synchronized void came(ProbeResult result) {
        replies.merge(result.reply(), 1L, Long::sum);
    }

    private synchronized Map<Reply, Long> takeReplies() {
        Map<Reply, Long> taken = new EnumMap<>(Reply.class);
        taken.putAll(replies);
        replies.clear();
        return taken;
    }

    private static List<ProbeTask> tasks(int servers) {
        List<ProbeTask> tasks = new ArrayList<>();
        for (int number = 1; number <= servers; number++) {
            IpAddress server = IpAddress.parse("10.64." + (number >> 8) + "." + (number & 0xff));
            String name = "web-" + number;
            HealthTimings timings = HealthTimings.DEFAULTS;
            tasks.add(task(new ProbeTarget(Layer.L3, name, "app", ""), server, timings.l3()));
            tasks.add(task(new ProbeTarget(Layer.L4, name, "app", "http"), server, timings.l4()));
            tasks.add(task(new ProbeTarget(Layer.L7, name, "app", "http"), server, timings.l7()));
        }
        return tasks;
    }

    private static ProbeTask task(ProbeTarget target, IpAddress server, ProbeTiming timing) {
        ApplicationCheck check = target.layer() == Layer.L7
                ? new ApplicationCheck.Http(false, "GET", "/", "", "200", false)
                : new ApplicationCheck.None();
        return new ProbeTask(
                target,
                server,
                ForwardingMethod.DSCP,
                IpAddress.parse(VIP),
                DSCP,
                true,
                Protocol.TCP,
                target.layer() == Layer.L3 ? 0 : PORT,
                check,
                timing);
    }

    /// The number of probes per second that would be sent if jitter shortened no interval.
    private static double wanted(int servers) {
        HealthTimings timings = HealthTimings.DEFAULTS;
        return List.of(timings.l3(), timings.l4(), timings.l7()).stream()
                .mapToDouble(timing -> servers / (timing.interval().toNanos() / 1e9))
                .sum();
    }

    /// The processor time used so far, in the kernel and in user space.
    private record Used(long atNs, long proberNs, long answeringNs) {
        static Used now(ProbeBench bench) {
            long ownNs = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class)
                    .getProcessCpuTime();
            return new Used(System.nanoTime(), ownNs + cpuNs(bench.receiving), cpuNs(bench.answering));
        }

        double seconds(Used since) {
            return (atNs - since.atNs) / 1e9;
        }

        double proberCores(Used since) {
            return (double) (proberNs - since.proberNs) / (atNs - since.atNs);
        }

        double answeringCores(Used since) {
            return (double) (answeringNs - since.answeringNs) / (atNs - since.atNs);
        }

        private static long cpuNs(Set<Long> pids) {
            return pids.stream()
                    .flatMap(pid -> ProcessHandle.of(pid).stream())
                    .flatMap(process -> process.info().totalCpuDuration().stream())
                    .mapToLong(Duration::toNanos)
                    .sum();
        }
    }
}
