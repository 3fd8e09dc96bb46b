// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.server;

import dev.baro.cli.terminal.Amount;
import dev.baro.cli.terminal.BaroCommand;
import dev.baro.cli.terminal.Paint;
import dev.baro.cli.terminal.Paint.Tone;
import dev.baro.cli.terminal.Table;
import dev.baro.cli.terminal.Table.Column;
import dev.baro.cli.terminal.Terminal;
import dev.baro.core.api.Members;
import dev.baro.core.api.ServerMember;
import dev.baro.core.api.ServerMember.OverrideInfo;
import java.util.ArrayList;
import java.util.List;

/// Shows the members of VIPs, with their current settings and those in the file.
public final class MemberView {
    private MemberView() {}

    static void print(Members members, BaroCommand baro) {
        Terminal terminal = baro.terminal();
        servers(members.servers()).lines(baro.paint()).forEach(terminal.out()::println);
        members.warnings().forEach(warning -> terminal.err().println("warning: " + warning));
    }

    static List<String> drains(Members members, Paint paint) {
        if (members.servers().isEmpty()) {
            return List.of("no server is draining");
        }
        Table table = new Table(
                Column.text("SERVER"),
                Column.text("VIP"),
                Column.number("SESSIONS"),
                Column.text("EMPTY SINCE"),
                Column.text("DEADLINE"),
                Column.text("SET BY"));
        for (ServerMember server : members.servers()) {
            table.row(
                    server.load().empty() ? Tone.GOOD : Tone.DOUBTFUL,
                    server.server(),
                    server.vip(),
                    Amount.count(server.load().sessions(), server.load().estimated()),
                    orDash(server.load().emptySince()),
                    orDash(server.override().map(OverrideInfo::deadline).orElse("")),
                    server.override().map(MemberView::operator).orElse("the file"));
        }
        return table.lines(paint);
    }

    /// A table with one line for each member, so that no override is overlooked.
    public static Table servers(List<ServerMember> servers) {
        Table table = new Table(
                Column.text("SERVER"),
                Column.text("VIP"),
                Column.text("STATE"),
                Column.number("WEIGHT"),
                Column.number("SESSIONS"),
                Column.text("FILE SAYS"),
                Column.text("OVERRIDE"));
        for (ServerMember server : servers) {
            table.row(
                    server.now().takesNewSessions() ? Tone.PLAIN : Tone.DOUBTFUL,
                    server.server(),
                    server.vip(),
                    server.now().state(),
                    Integer.toString(server.now().weight()),
                    Amount.count(server.load().sessions(), server.load().estimated()),
                    server.file().state() + ", weight " + server.file().weight(),
                    override(server));
        }
        return table;
    }

    private static String override(ServerMember server) {
        List<String> parts = new ArrayList<>();
        server.override().ifPresent(override -> {
            parts.add(override.what() + (override.everyVip() ? "" : " here only"));
            parts.add("since " + override.since());
            if (!override.deadline().isEmpty()) {
                parts.add("deadline " + override.deadline());
            }
            if (!override.reason().isEmpty()) {
                parts.add("\"" + override.reason() + "\"");
            }
        });
        if (server.load().ramps()) {
            parts.add("ramps: " + server.load().rampPercent() + " % of its weight");
        }
        return parts.isEmpty() ? "-" : String.join(", ", parts);
    }

    private static String operator(OverrideInfo override) {
        return "an operator" + (override.reason().isEmpty() ? "" : ": " + override.reason());
    }

    private static String orDash(String text) {
        return text.isEmpty() ? "-" : text;
    }
}
