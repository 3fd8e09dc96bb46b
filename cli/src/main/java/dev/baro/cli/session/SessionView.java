// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.session;

import dev.baro.cli.terminal.Amount;
import dev.baro.cli.terminal.Paint;
import dev.baro.cli.terminal.Paint.Tone;
import dev.baro.cli.terminal.Table;
import dev.baro.cli.terminal.Table.Column;
import dev.baro.core.api.FlowReport;
import dev.baro.core.api.SessionList;
import dev.baro.core.api.SessionList.ServerSessions;
import dev.baro.core.api.SessionList.TableUse;
import dev.baro.core.model.SchedulerKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Shows how many sessions the table holds, or a single flow.
record SessionView(Paint paint) {

    List<String> list(SessionList sessions) {
        List<String> lines = new ArrayList<>(table(sessions.servers()).lines(paint));
        lines.add("");
        lines.add(use(sessions.table()));
        sessions.servers().stream()
                .filter(ServerSessions::estimated)
                .map(SessionView::whyEstimated)
                .distinct()
                .forEach(lines::add);
        return lines;
    }

    List<String> show(FlowReport flow) {
        String first = flow.client() + " -> " + flow.service() + "  " + flow.vip() + " " + flow.port() + "  "
                + flow.scheduler();
        if (flow.server().isEmpty()) {
            return List.of(first, paint.paint(Tone.BAD, "no real server"));
        }
        if (!flow.state().isEmpty()) {
            return List.of(
                    first,
                    "server   " + flow.server(),
                    "session  " + flow.state() + ", idle " + flow.idleSeconds() + " s");
        }
        return List.of(
                first,
                "server   " + flow.server() + ", by the hash",
                flow.byHash()
                        ? "session  none, none needed"
                        : "session  none; a new connection gets a server by " + flow.scheduler());
    }

    private static String whyEstimated(ServerSessions server) {
        return SchedulerKind.followsHash(server.scheduler())
                ? server.vip() + " uses the hash (" + server.scheduler()
                        + "): its flows need no session, and ~ marks an estimate"
                : server.vip() + " uses the hash first (" + server.scheduler()
                        + "): the table holds the sessions that deviate, and ~ marks an estimate";
    }

    /// A table of the session counts of each server; states without sessions get no column.
    private static Table table(List<ServerSessions> servers) {
        List<String> states = servers.stream()
                .flatMap(server -> server.states().entrySet().stream())
                .filter(state -> state.getValue() > 0)
                .map(java.util.Map.Entry::getKey)
                .distinct()
                .toList();
        List<Column> columns = new ArrayList<>(
                List.of(Column.text("VIP"), Column.text("PORT"), Column.text("SERVER"), Column.number("ACTIVE")));
        states.forEach(state -> columns.add(Column.number(state.toUpperCase(Locale.ROOT))));
        Table table = new Table(columns.toArray(Column[]::new));
        for (ServerSessions server : servers) {
            List<String> cells = new ArrayList<>(List.of(
                    server.vip(), server.port(), server.server(), Amount.count(server.active(), server.estimated())));
            states.forEach(state -> cells.add(Amount.count(server.states().getOrDefault(state, 0L))));
            table.row(Tone.PLAIN, cells.toArray(String[]::new));
        }
        return table;
    }

    private static String use(TableUse table) {
        return "table  " + Amount.count(table.used()) + " of " + Amount.count(table.places()) + " places ("
                + Amount.share(table.used(), table.places()) + "), " + Amount.bytes(table.bytes()) + "; swept for "
                + Amount.decimal(table.sweptSeconds(), 3) + " s of CPU so far";
    }
}
