// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.bench;

import dev.baro.lab.capture.InterfaceCounters;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Sends live frames over a veth to each peer and back into a sink, all on one core, and measures the
/// peers one after another in each round. The network namespace must have an interface to each peer,
/// with the sink attached.
final class LiveBench implements AutoCloseable {
    private static final List<Integer> FLOWS = List.of(PacketScenarios.THOUSAND, PacketScenarios.MILLION);
    private static final Duration ON_THEIR_WAY = Duration.ofMillis(20);
    /// The share of frames that must arrive. The sender's page pool and process switches lose no frames, but
    /// a full queue does.
    private static final double DELIVERED = 0.99;

    private static final int ATTEMPTS = 3;

    private final Drive drive = Drive.load(0);

    private LiveBench() {}

    static LiveResults run(int rounds, boolean quick) throws InterruptedException {
        List<LiveResults.Row> rows = new ArrayList<>();
        try (LiveBench bench = new LiveBench()) {
            for (int flows : quick ? FLOWS.subList(0, 1) : FLOWS) {
                rows.addAll(LiveResults.rows(flows, bench.measure(rounds, flows)));
            }
        }
        return new LiveResults(rounds, rows);
    }

    @Override
    public void close() {
        drive.close();
    }

    private Map<String, List<Double>> measure(int rounds, int flows) throws InterruptedException {
        List<LivePeer> peers = LivePeer.ALL.stream()
                .filter(peer -> flows == PacketScenarios.THOUSAND || !peer.tracksConnections())
                .toList();
        Map<String, List<Double>> ns = new LinkedHashMap<>();
        for (LivePeer peer : peers) {
            ns.put(peer.name(), new ArrayList<>());
            begin(peer, flows);
        }
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < peers.size(); i++) {
                LivePeer peer = peers.get((i + round) % peers.size());
                drive.packets(traffic(peer, flows));
                ns.computeIfAbsent(peer.name(), _ -> new ArrayList<>()).add(send(peer, peer.frames()));
            }
        }
        return ns;
    }

    private void begin(LivePeer peer, int flows) throws InterruptedException {
        Traffic traffic = traffic(peer, flows);
        for (int flags : peer.keeps() ? List.of(Traffic.SYN, Traffic.ACK) : List.of(Traffic.ACK)) {
            drive.packets(traffic.eachFlowOnce(Traffic.Kind.TCP, flags));
            send(peer, flows);
        }
    }

    private static Traffic traffic(LivePeer peer, int flows) {
        return Traffic.tcp(peer.destination(), Traffic.ACK, flows).to(peer.port());
    }

    /// Measures again if frames were lost: when another process needs the core, the kernel receives frames on
    /// another core, and the queue between the two overflows.
    private double send(LivePeer peer, int frames) throws InterruptedException {
        long delivered = 0;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            long before = received(peer.host());
            double ns = drive.nsPerFrameSent(Machine.ifindex(peer.host()), frames);
            Thread.sleep(ON_THEIR_WAY);
            delivered = received(peer.host()) - before;
            if (delivered >= DELIVERED * frames) {
                return ns;
            }
        }
        throw new IllegalStateException("%s brought back %d of %d frames in the last of %d attempts"
                .formatted(peer.name(), delivered, frames, ATTEMPTS));
    }

    /// The frames that arrived at an interface of this network namespace.
    private static long received(String interfaceName) {
        try {
            return InterfaceCounters.of(Files.readString(Path.of("/proc/thread-self/net/dev")), interfaceName)
                    .packetsIn();
        } catch (IOException e) {
            throw new UncheckedIOException("read counters of " + interfaceName, e);
        }
    }
}
