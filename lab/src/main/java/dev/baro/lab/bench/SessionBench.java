// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.bench;

import dev.baro.dataplane.forward.Forwarder;
import dev.baro.dataplane.forward.SessionCensus;
import java.time.Duration;
import java.util.List;

/// Measures a session table full of established flows: how fast the table fills, what looking for idle
/// sessions costs, and how long counting the sessions takes. Uses least connections, because each flow
/// then has an entry.
final class SessionBench {
    private static final Duration SWEEPS = Duration.ofSeconds(10);
    private static final int TX = 3;
    private static final int BYTES = 8;

    private SessionBench() {}

    static ControlResults.Sessions run(String instance, int flows) throws InterruptedException {
        Forwarder.remove(instance);
        Forwarder.Options options = new Forwarder.Options(instance, List.of(), flows, List.of());
        try (Drive drive = Drive.load(Machine.ifindex("bench"));
                Forwarder forwarder = Forwarder.open(options)) {
            forwarder.apply(BenchPlan.plan());
            Traffic traffic = Traffic.tcp(BenchPlan.VIP4, Traffic.ACK, flows).to(Scheduling.LEAST_CONNECTIONS.port());
            double ns = 0;
            for (int flags : List.of(Traffic.SYN, Traffic.ACK)) {
                drive.packets(traffic.eachFlowOnce(Traffic.Kind.TCP, flags));
                ns += drive.nsPerPacket(forwarder.program(), flows, TX);
            }
            SessionCensus before = forwarder.sessions();
            long begin = System.nanoTime();
            Thread.sleep(SWEEPS);
            double seconds = (System.nanoTime() - begin) / 1e9;
            long counting = System.nanoTime();
            SessionCensus after = forwarder.sessions();
            long censusMs = (System.nanoTime() - counting) / 1_000_000;
            double sweepNs = (after.sweptNs() - before.sweptNs()) / seconds;
            return new ControlResults.Sessions(
                    flows,
                    held(after),
                    after.places(),
                    Math.round(1e9 / ns),
                    after.places() * BYTES >> 20,
                    Math.round(sweepNs),
                    sweepNs / 1e9,
                    censusMs);
        } finally {
            Forwarder.remove(instance);
        }
    }

    private static long held(SessionCensus census) {
        return census.servers().stream()
                .flatMap(server -> server.counts().values().stream())
                .mapToLong(Long::longValue)
                .sum();
    }
}
