// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.status;

import dev.baro.cli.server.MemberView;
import dev.baro.cli.terminal.Amount;
import dev.baro.cli.terminal.Paint;
import dev.baro.cli.terminal.Paint.Tone;
import dev.baro.cli.terminal.Table;
import dev.baro.cli.terminal.Table.Column;
import dev.baro.core.api.HealthWord;
import dev.baro.core.api.Status;
import dev.baro.core.api.Status.PortStatus;
import dev.baro.core.api.Status.ServerStatus;
import dev.baro.core.api.Status.VipStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// A status as one screen: the balancer, its VIPs, their real servers, the packets that were not
/// forwarded, and last, where the eye ends up, what to act on.
record StatusView(Status status, Paint paint) {
    /// The ordinary way of a packet; every other one is shown as soon as it is counted.
    private static final String FORWARDED = "forwarded";

    private static final int MOST_PORTS = 4;

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(heading());
        section(lines, vips());
        idle().ifPresent(lines::add);
        status.vips().forEach(vip -> section(lines, servers(vip)));
        if (!status.overridden().isEmpty()) {
            section(lines, MemberView.servers(status.overridden()));
        }
        if (status.outcomes().entrySet().stream().anyMatch(StatusView::isNotable)) {
            section(lines, outcomes());
        }
        if (status.repairs().count() > 0) {
            lines.add("");
            lines.add("REPAIRED " + status.repairs().count() + " since the start, last at "
                    + status.repairs().last() + ": "
                    + String.join("; ", status.repairs().what()));
        }
        if (!status.problems().isEmpty()) {
            lines.add("");
        }
        status.problems().forEach(problem -> lines.add(paint.paint(Tone.BAD, "PROBLEM  " + problem)));
        return lines;
    }

    private void section(List<String> lines, Table table) {
        lines.add("");
        lines.addAll(table.lines(paint));
    }

    private String heading() {
        String interfaces = status.interfaces().stream()
                .map(i -> (i.mode().equals("none") ? "not" : i.mode()) + " on " + i.name())
                .collect(Collectors.joining(", "));
        int problems = status.problems().size();
        String health = switch (problems) {
            case 0 -> paint.paint(Tone.GOOD, "all well");
            case 1 -> paint.paint(Tone.BAD, "1 PROBLEM");
            default -> paint.paint(Tone.BAD, problems + " PROBLEMS");
        };
        return String.join(
                "  ",
                "baro " + status.version(),
                status.balancer(),
                "up " + Amount.duration(Duration.ofSeconds(status.uptimeSeconds())),
                "config r" + status.config().applied() + " of "
                        + status.config().source(),
                interfaces.isEmpty() ? "XDP not attached" : "XDP " + interfaces,
                health);
    }

    private Table vips() {
        Table table = new Table(
                Column.text("VIP"),
                Column.text("ADDRESS"),
                Column.text("DSCP"),
                Column.text("SCHEDULER"),
                Column.text("PORTS"),
                Column.number("SERVERS"),
                Column.number("SESSIONS"));
        for (VipStatus vip : status.vips()) {
            List<ServerStatus> servers = totals(vip);
            long taking =
                    servers.stream().filter(ServerStatus::takesNewSessions).count();
            table.row(
                    taking == 0 ? Tone.BAD : Tone.PLAIN,
                    vip.name(),
                    vip.address(),
                    vip.dscpText(),
                    vip.scheduler(),
                    ports(vip.ports()),
                    taking + "/" + servers.size(),
                    Amount.count(
                            servers.stream()
                                    .mapToLong(ServerStatus::sessionsActive)
                                    .sum(),
                            estimated(vip)));
        }
        return table;
    }

    /// Only where a session is more than what the hash says anyway.
    private Optional<String> idle() {
        boolean byTable =
                status.vips().stream().anyMatch(vip -> !vip.scheduler().equals("maglev"));
        return byTable && status.idle().tcpSeconds() > 0
                ? Optional.of("Idle sessions end after %s (TCP) and %s (UDP) without a packet: sessions.timeouts"
                        .formatted(
                                Amount.duration(Duration.ofSeconds(status.idle().tcpSeconds())),
                                Amount.duration(Duration.ofSeconds(status.idle().udpSeconds()))))
                : Optional.empty();
    }

    private static Table servers(VipStatus vip) {
        Table table = new Table(
                Column.text(vip.name().toUpperCase(java.util.Locale.ROOT) + " SERVER"),
                Column.text("DC"),
                Column.text("ADDRESS"),
                Column.text("STATE"),
                Column.text("HEALTH"),
                Column.number("WEIGHT"),
                Column.number("SESSIONS"),
                Column.number("NEW"),
                Column.number("SHARE"),
                Column.number("PACKETS"),
                Column.number("BYTES"));
        List<ServerStatus> servers = totals(vip);
        long created = servers.stream().mapToLong(ServerStatus::sessionsCreated).sum();
        for (ServerStatus server : servers) {
            table.row(
                    server.takesNewSessions() ? Tone.PLAIN : Tone.DOUBTFUL,
                    server.name(),
                    server.dataCentre().isEmpty() ? "-" : server.dataCentre(),
                    server.address(),
                    server.state(),
                    health(server),
                    Integer.toString(server.weight()),
                    Amount.count(server.sessionsActive(), estimated(vip)),
                    Amount.count(server.sessionsCreated()),
                    Amount.share(server.sessionsCreated(), created),
                    Amount.count(server.packets()),
                    Amount.bytes(server.bytes()));
        }
        return table;
    }

    private Table outcomes() {
        Table table = new Table(Column.text("NOT FORWARDED"), Column.number("PACKETS"));
        status.outcomes().entrySet().stream()
                .filter(StatusView::isNotable)
                .forEach(entry -> table.row(Tone.PLAIN, entry.getKey(), Amount.count(entry.getValue())));
        return table;
    }

    /// Each real server of the VIP once, with its counters of all ports added up.
    private static List<ServerStatus> totals(VipStatus vip) {
        Map<String, ServerStatus> totals = new LinkedHashMap<>();
        for (PortStatus port : vip.ports()) {
            for (ServerStatus server : port.servers()) {
                totals.merge(server.name(), server, StatusView::sum);
            }
        }
        return List.copyOf(totals.values());
    }

    private static ServerStatus sum(ServerStatus one, ServerStatus other) {
        return new ServerStatus(
                one.name(),
                one.dataCentre(),
                one.address(),
                one.state(),
                one.weight(),
                one.packets() + other.packets(),
                one.bytes() + other.bytes(),
                one.sessionsCreated() + other.sessionsCreated(),
                one.sessionsActive() + other.sessionsActive(),
                HealthWord.together(one.health(), other.health()),
                one.verdict().equals(other.verdict()) ? one.verdict() : "");
    }

    private static boolean estimated(VipStatus vip) {
        return vip.ports().stream().anyMatch(PortStatus::sessionsEstimated);
    }

    /// All of a few, the first of many: a table of one line each has no room for more.
    private static String ports(List<PortStatus> ports) {
        String first = ports.stream()
                .limit(ports.size() > MOST_PORTS ? MOST_PORTS - 1 : MOST_PORTS)
                .map(StatusView::port)
                .collect(Collectors.joining(","));
        return ports.size() > MOST_PORTS ? first + " and " + (ports.size() - MOST_PORTS + 1) + " more" : first;
    }

    private static String port(PortStatus port) {
        return port.name() + ":" + port.port() + (port.protocol().equals("tcp") ? "" : "/" + port.protocol());
    }

    /// `up`, or `down mark-lost`: the verdict only where something is wrong.
    private static String health(ServerStatus server) {
        String health = HealthWord.shown(server.health());
        boolean wrong = !server.verdict().isEmpty()
                && !server.verdict().equals("healthy")
                && !server.verdict().equals(server.health());
        return wrong ? health + " " + server.verdict() : health;
    }

    private static boolean isNotable(Map.Entry<String, Long> outcome) {
        return outcome.getValue() != 0 && !outcome.getKey().equals(FORWARDED);
    }
}
