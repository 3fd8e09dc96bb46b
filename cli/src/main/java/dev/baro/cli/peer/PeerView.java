// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.peer;

import dev.baro.cli.terminal.Paint;
import dev.baro.cli.terminal.Paint.Tone;
import dev.baro.cli.terminal.Table;
import dev.baro.cli.terminal.Table.Column;
import dev.baro.core.peer.PeerList;
import dev.baro.core.peer.PeerList.Peer;
import dev.baro.core.peer.PeerSessions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Shows a cluster as one balancer sees it.
record PeerView(PeerList peers, Paint paint) {
    private static final String HERE = "this one";

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        Table table = new Table(
                Column.text("BALANCER"),
                Column.text("ADDRESS"),
                Column.text("STATE"),
                Column.text("SINCE"),
                Column.number("REVISION"),
                Column.text("CONFIGURATION"),
                Column.text("SESSIONS"),
                Column.text("VERSION"));
        table.row(
                Tone.PLAIN,
                peers.name(),
                orDash(peers.address()),
                HERE,
                "-",
                "r" + peers.revision(),
                peers.configDigest(),
                "-",
                "-");
        peers.peers().forEach(peer -> row(table, peer));
        lines.addAll(table.lines(paint));
        if (peers.peers().isEmpty()) {
            lines.add("");
            lines.add("No peers. To make a pair, type here: baro peer invite");
        }
        if (!peers.differences().isEmpty()) {
            lines.add("");
        }
        peers.differences().forEach(each -> lines.add(paint.paint(Tone.BAD, "PROBLEM  " + each)));
        refused(lines);
        return lines;
    }

    private static void row(Table table, Peer peer) {
        table.row(
                peer.up() && peer.sameConfig() ? Tone.PLAIN : Tone.DOUBTFUL,
                peer.name(),
                peer.address(),
                peer.state(),
                orDash(peer.since()),
                peer.configDigest().isEmpty() ? "-" : "r" + peer.revision(),
                peer.configDigest().isEmpty() ? "-" : peer.configDigest() + (peer.sameConfig() ? "" : " (another)"),
                sessions(peer),
                orDash(peer.baro()));
    }

    /// How far the peer lags behind this balancer, if sessions are copied.
    private static String sessions(Peer peer) {
        PeerSessions sessions = peer.sessions();
        if (!peer.up() || sessions.state().equals("off")) {
            return "-";
        }
        String state = sessions.state();
        return state.equals("refused")
                ? state
                : "%s, lag %d ms".formatted(state, Math.round(sessions.lagSeconds() * 1_000));
    }

    private void refused(List<String> lines) {
        String reasons = peers.refused().entrySet().stream()
                .filter(entry -> entry.getValue() > 0)
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .collect(Collectors.joining(", "));
        if (!reasons.isEmpty()) {
            lines.add("");
            lines.add("Refused since the start: " + reasons);
        }
    }

    private static String orDash(String text) {
        return text.isEmpty() ? "-" : text;
    }
}
