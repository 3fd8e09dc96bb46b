// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.report;

import dev.baro.core.peer.PeerList;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;
import java.util.stream.Stream;

/// The metrics about other balancers, which are appended to this balancer's own metrics.
public record PeerMetrics(PeerList peers) {

    public List<MetricSnapshot> families() {
        MetricFamily up = MetricFamily.gauge("baro_peer_up", "Whether a peer is reachable and reports.", "peer");
        MetricFamily same = MetricFamily.gauge(
                "baro_peer_configuration_same", "Whether a peer runs the same configuration as this balancer.", "peer");
        MetricFamily verdicts = MetricFamily.gauge(
                "baro_peer_verdicts_different", "Members that only one of the two balancers sees down.", "peer");
        for (PeerList.Peer peer : peers.peers()) {
            up.add(peer.up() ? 1 : 0, peer.name());
            same.add(peer.sameConfig() ? 1 : 0, peer.name());
            verdicts.add(peer.verdicts(), peer.name());
        }
        MetricFamily refused =
                MetricFamily.counter("baro_peer_refused", "Connections and messages that were refused.", "reason");
        peers.refused().forEach((reason, count) -> refused.add(count, reason));
        return Stream.concat(Stream.of(up, same, verdicts, refused), new SyncMetrics(peers.peers()).families())
                .map(MetricFamily::snapshot)
                .toList();
    }
}
