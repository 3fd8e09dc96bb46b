// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.server;

import dev.baro.cli.terminal.Amount;
import dev.baro.cli.terminal.BaroCommand;
import dev.baro.cli.terminal.Paint.Tone;
import dev.baro.cli.terminal.Table;
import dev.baro.cli.terminal.Table.Column;
import dev.baro.cli.terminal.Terminal;
import dev.baro.core.api.Members;
import dev.baro.core.api.ServerMember;
import java.util.ArrayList;
import java.util.List;

/// Real servers as they stand now, beside what the file says of them.
public final class MemberView {
    private MemberView() {}

    static void print(Members standings, BaroCommand baro) {
        Terminal terminal = baro.terminal();
        servers(standings.servers()).lines(baro.paint()).forEach(terminal.out()::println);
        standings.warnings().forEach(warning -> terminal.err().println("warning: " + warning));
    }

    static void printDrains(Members standings, BaroCommand baro) {
        if (standings.servers().isEmpty()) {
            baro.terminal().out().println("no server drains");
            return;
        }
        Table table = new Table(
                Column.text("SERVER"),
                Column.text("VIP"),
                Column.number("SESSIONS"),
                Column.text("EMPTY SINCE"),
                Column.text("DEADLINE"),
                Column.text("SAID BY"));
        for (ServerMember server : standings.servers()) {
            table.row(
                    server.emptySince().isEmpty() ? Tone.DOUBTFUL : Tone.GOOD,
                    server.server(),
                    server.vip(),
                    Amount.count(server.sessions(), server.sessionsEstimated()),
                    orDash(server.emptySince()),
                    orDash(server.deadline()),
                    server.override().isEmpty() ? "the file" : saidBy(server));
        }
        table.lines(baro.paint()).forEach(baro.terminal().out()::println);
    }

    /// With a line for each, so that nothing that was said by hand is overlooked.
    public static Table servers(List<ServerMember> servers) {
        Table table = new Table(
                Column.text("SERVER"),
                Column.text("VIP"),
                Column.text("STATE"),
                Column.number("WEIGHT"),
                Column.number("SESSIONS"),
                Column.text("FILE SAYS"),
                Column.text("OVER THE FILE"));
        for (ServerMember server : servers) {
            boolean plain = server.state().equals("enabled") && server.weight() > 0;
            table.row(
                    plain ? Tone.PLAIN : Tone.DOUBTFUL,
                    server.server(),
                    server.vip(),
                    server.state(),
                    Integer.toString(server.weight()),
                    Amount.count(server.sessions(), server.sessionsEstimated()),
                    server.fileState() + ", weight " + server.fileWeight(),
                    overTheFile(server));
        }
        return table;
    }

    private static String overTheFile(ServerMember server) {
        List<String> parts = new ArrayList<>();
        if (!server.override().isEmpty()) {
            parts.add(server.override() + (server.everyVip() ? "" : " here only"));
            parts.add("since " + server.since());
        }
        if (!server.deadline().isEmpty()) {
            parts.add("deadline " + server.deadline());
        }
        if (!server.reason().isEmpty()) {
            parts.add("\"" + server.reason() + "\"");
        }
        if (server.rampPercent() < 100) {
            parts.add("ramps: " + server.rampPercent() + " % of its weight");
        }
        return parts.isEmpty() ? "-" : String.join(", ", parts);
    }

    private static String saidBy(ServerMember server) {
        return "an operator" + (server.reason().isEmpty() ? "" : ": " + server.reason());
    }

    private static String orDash(String text) {
        return text.isEmpty() ? "-" : text;
    }
}
