// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.server;

import dev.baro.cli.terminal.Amount;
import dev.baro.cli.terminal.Paint;
import dev.baro.cli.terminal.Paint.Tone;
import dev.baro.cli.terminal.Table;
import dev.baro.cli.terminal.Table.Column;
import dev.baro.core.api.Expiry;
import dev.baro.core.api.HealthWord;
import dev.baro.core.api.ServerDetail;
import dev.baro.core.api.ServerDetail.Advice;
import dev.baro.core.api.ServerDetail.SeenHop;
import dev.baro.core.api.ServerDetail.SeenReply;
import dev.baro.core.api.ServerDetail.TargetEvidence;
import dev.baro.core.api.ServerList;
import dev.baro.core.api.ServerSummary;
import dev.baro.core.api.ServerSummary.ServerUse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Shows real servers in a form for people.
///
/// @param now the time to which relative times refer
record ServerView(Paint paint, Instant now) {

    List<String> list(ServerList servers) {
        Table table = new Table(
                Column.text("SERVER"),
                Column.text("ADDRESS"),
                Column.text("STATE"),
                Column.text("HEALTH"),
                Column.text("FAILS"),
                Column.text("VERDICT"),
                Column.text("FOR"));
        for (ServerSummary server : servers.servers()) {
            table.row(
                    tone(server.health()),
                    server.name(),
                    server.address(),
                    server.state(),
                    HealthWord.shown(server.health()),
                    shown(server.layers().entrySet().stream()
                            .filter(layer -> layer.getValue().equals("down"))
                            .map(Map.Entry::getKey)
                            .collect(Collectors.joining(","))),
                    shown(server.verdict()),
                    server.since().isEmpty() ? "-" : Amount.duration(age(server.since())));
        }
        return table.lines(paint);
    }

    /// The time since an event, never negative: the event has this host's time, and the clock may have
    /// been set back since.
    private Duration age(String since) {
        Duration age = Duration.between(Instant.parse(since), now);
        return age.isNegative() ? Duration.ZERO : age;
    }

    List<String> wideList(ServerList servers) {
        Table table = new Table(
                Column.text("SERVER"),
                Column.text("DC"),
                Column.text("ADDRESS"),
                Column.text("STATE"),
                Column.text("HEALTH"),
                Column.text("L2"),
                Column.text("L3"),
                Column.text("L4"),
                Column.text("L7"),
                Column.text("VERDICT"),
                Column.text("SINCE"));
        for (ServerSummary server : servers.servers()) {
            table.row(
                    tone(server.health()),
                    server.name(),
                    shown(server.dataCentre()),
                    server.address(),
                    server.state(),
                    HealthWord.shown(server.health()),
                    layer(server, "l2"),
                    layer(server, "l3"),
                    layer(server, "l4"),
                    layer(server, "l7"),
                    shown(server.verdict()),
                    shown(server.since()));
        }
        return table.lines(paint);
    }

    List<String> show(ServerDetail detail) {
        ServerSummary server = detail.server();
        List<String> lines = new ArrayList<>();
        String centre = server.dataCentre().isEmpty() ? "" : "  " + server.dataCentre();
        lines.add(server.name() + "  " + server.address() + centre + "  " + server.method() + "  " + server.state()
                + "  " + paint.paint(tone(server.health()), HealthWord.shown(server.health())));
        lines.add("");
        lines.addAll(uses(detail).lines(paint));
        for (Advice advice : detail.advice()) {
            lines.add("");
            lines.add(advice.verdict() + ": " + plain(advice.cause()));
            lines.add("  fix       " + plain(advice.fix()));
        }
        for (TargetEvidence target : detail.targets()) {
            lines.add("");
            lines.addAll(target(target));
        }
        return lines;
    }

    private static String plain(String text) {
        return text.replace("`", "");
    }

    private static Table uses(ServerDetail detail) {
        Table table = new Table(
                Column.text("VIP"),
                Column.text("PORT"),
                Column.text("HEALTH"),
                Column.text("VERDICT"),
                Column.text("SINCE"),
                Column.text("NOTE"));
        for (ServerUse use : detail.server().uses()) {
            table.row(
                    tone(use.health()),
                    use.vip(),
                    use.port(),
                    HealthWord.shown(use.health()) + (unproven(use, detail.targets()) ? ", L7 not yet passed" : ""),
                    shown(use.verdict()),
                    shown(use.since()),
                    note(use));
        }
        return table;
    }

    private static boolean unproven(ServerUse use, List<TargetEvidence> targets) {
        return use.health().equals("up")
                && targets.stream()
                        .anyMatch(target -> target.layer().equals("l7")
                                && target.vip().equals(use.vip())
                                && target.port().equals(use.port())
                                && target.condition().equals("unknown"));
    }

    private static String note(ServerUse use) {
        List<String> notes = new ArrayList<>();
        if (!use.until().isEmpty()) {
            notes.add("must stay good until " + use.until());
        }
        if (use.noticed()) {
            notes.add("clients repeat their SYNs");
        }
        return notes.isEmpty() ? "-" : String.join("; ", notes);
    }

    private List<String> target(TargetEvidence target) {
        List<String> lines = new ArrayList<>();
        String use = target.vip().isEmpty() ? "" : " for " + target.vip();
        String port = target.port().isEmpty() ? "" : " " + target.port();
        String row = target.streak() < 0 ? -target.streak() + " failed" : target.streak() + " passed";
        String turns = target.condition().equals("up") ? "fall " : "rise ";
        lines.add(paint.paint(tone(target.condition()), target.layer().toUpperCase(java.util.Locale.ROOT) + use + port)
                + ": " + target.condition() + " since " + target.since() + ", " + target.verdict() + "; the last " + row
                + " (" + turns + target.needed() + ")");
        lines.add("  sends     " + target.sent() + next(target));
        target.replies().forEach(reply -> lines.add(reply(reply)));
        if (!target.certificateExpires().isEmpty()) {
            lines.add("  " + certificate(target));
        }
        if (!target.path().isEmpty()) {
            lines.add(
                    "  path      " + target.path().stream().map(ServerView::hop).collect(Collectors.joining(", ")));
        }
        return lines;
    }

    private String certificate(TargetEvidence target) {
        String own = "certificate: " + Expiry.words(Instant.parse(target.certificateExpires()), now);
        return target.chainExpires().equals(target.certificateExpires())
                ? own
                : own + "; one of its chain " + Expiry.words(Instant.parse(target.chainExpires()), now);
    }

    private static String next(TargetEvidence target) {
        return target.nextProbe().isEmpty() ? "" : "; next at " + target.nextProbe();
    }

    private static String reply(SeenReply reply) {
        String took = Amount.decimal(reply.tookMs(), 1) + " ms";
        return "  %-9s %s: %s (%s, after %s)".formatted(reply.of(), reply.at(), reply.detail(), reply.reply(), took);
    }

    private static String hop(SeenHop hop) {
        return hop.distance() + " " + hop.address() + " saw DSCP " + hop.dscp();
    }

    private static String layer(ServerSummary server, String layer) {
        return server.layers().getOrDefault(layer, "-");
    }

    private static String shown(String text) {
        return text.isEmpty() ? "-" : text;
    }

    private static Tone tone(String health) {
        return switch (health) {
            case "down" -> Tone.BAD;
            case "partly", "kept", "held", "unknown", HealthWord.NOT_OBSERVED -> Tone.DOUBTFUL;
            default -> Tone.PLAIN;
        };
    }
}
