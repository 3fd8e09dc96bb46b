// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.report;

import dev.baro.core.peer.PeerList;
import dev.baro.core.peer.PeerSessions;
import java.util.List;
import java.util.stream.Stream;

/// The metrics about session copies to and from peers.
record SyncMetrics(List<PeerList.Peer> peers) {

    Stream<MetricFamily> families() {
        MetricFamily inStep = MetricFamily.gauge(
                "baro_session_sync_in_step", "Whether a peer has the sessions of this balancer.", "peer");
        MetricFamily lag = MetricFamily.gauge(
                "baro_session_sync_lag_seconds",
                "Delay between a change of a session here and its entry at the peer, the largest of the last 10 s.",
                "peer");
        MetricFamily backlog =
                MetricFamily.gauge("baro_session_sync_backlog", "Records waiting to be sent to the peer.", "peer");
        MetricFamily sent = MetricFamily.counter(
                "baro_session_sync_sent", "Records of sessions sent to the peer since it was reached.", "peer");
        MetricFamily lost = MetricFamily.counter(
                "baro_session_sync_lost",
                "Records that the peer must get through another copy of the whole table, since it was reached.",
                "peer");
        MetricFamily received =
                MetricFamily.counter("baro_session_sync_received", "Records of sessions from the peer.", "peer");
        MetricFamily entered = MetricFamily.counter(
                "baro_session_sync_entered", "Received records that were entered in the session table.", "peer");
        MetricFamily refused = MetricFamily.counter(
                "baro_session_sync_refused",
                "Received records that were not entered in the session table, by reason.",
                "peer",
                "reason");
        for (PeerList.Peer peer : peers) {
            PeerSessions sessions = peer.sessions();
            inStep.add(sessions.state().equals("in-step") ? 1 : 0, peer.name());
            lag.add(sessions.lagSeconds(), peer.name());
            backlog.add(sessions.waiting(), peer.name());
            sent.add(sessions.sent(), peer.name());
            lost.add(sessions.lost(), peer.name());
            received.add(sessions.received(), peer.name());
            entered.add(sessions.entered(), peer.name());
            sessions.refused().forEach((reason, count) -> refused.add(count, peer.name(), reason));
        }
        return Stream.of(inStep, lag, backlog, sent, lost, received, entered, refused);
    }
}
