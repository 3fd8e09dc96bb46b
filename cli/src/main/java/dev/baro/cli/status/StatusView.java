// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.status;

import dev.baro.cli.server.MemberView;
import dev.baro.cli.terminal.Amount;
import dev.baro.cli.terminal.Paint;
import dev.baro.cli.terminal.Paint.Tone;
import dev.baro.cli.terminal.Table;
import dev.baro.cli.terminal.Table.Column;
import dev.baro.core.api.HealthWord;
import dev.baro.core.api.ServerMember;
import dev.baro.core.api.Status;
import dev.baro.core.api.Status.PortStatus;
import dev.baro.core.api.Status.ServerStatus;
import dev.baro.core.api.Status.VipStatus;
import dev.baro.core.model.SchedulerKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Shows a status on one screen: the balancer, problems, its VIPs, their real servers, and the packets that
/// were not forwarded. If there are too many VIPs or servers for a screen, it shows only unwell ones.
///
/// @param wide whether the terminal has more than 80 columns
record StatusView(Status status, Paint paint, boolean wide) {
    /// The maximum number of VIPs or real servers on one screen.
    static final int MOST_ROWS = 40;

    /// The outcome of packets that were passed unchanged to this host's kernel.
    private static final String PASSED = "not-a-vip";

    /// The ordinary outcomes of a packet; any other outcome is shown as soon as one packet has it.
    private static final Set<String> ORDINARY = Set.of("forwarded", PASSED);

    private static final int MOST_PORTS = 4;

    /// @param all whether every VIP and real server is shown, regardless of their number
    List<String> lines(boolean all) {
        List<String> lines = problems();
        int most = all ? Integer.MAX_VALUE : MOST_ROWS;
        List<VipStatus> vips = status.vips();
        boolean few = vips.size() <= most;
        List<VipStatus> shown = few
                ? vips
                : vips.stream().filter(StatusView::isUnwell).limit(most).toList();
        if (few || !shown.isEmpty()) {
            section(lines, vips(shown));
        }
        if (!few) {
            lines.add(rest(shown.size()));
        }
        idle().ifPresent(lines::add);
        servers(lines);
        overridden(lines, most);
        packets(lines);
        if (status.repairs().count() > 0) {
            lines.add("");
            lines.add("REPAIRED " + status.repairs().count() + " since the start, last at "
                    + status.repairs().last() + ": "
                    + String.join("; ", status.repairs().what()));
        }
        return lines;
    }

    private void packets(List<String> lines) {
        boolean notable = notForwarded(lines, status.outcomes());
        passed().ifPresent(line -> {
            if (!notable) {
                lines.add("");
            }
            lines.add(line);
        });
    }

    /// Whether any packets were not forwarded.
    private boolean notForwarded(List<String> lines, Map<String, Long> outcomes) {
        boolean notable = outcomes.entrySet().stream().anyMatch(StatusView::isNotable);
        if (notable) {
            section(lines, outcomes(outcomes));
        }
        return notable;
    }

    /// Shows one VIP with its real servers, and packets to it that were not forwarded.
    List<String> ofVip() {
        List<String> lines = problems();
        section(lines, vips(status.vips()));
        servers(lines);
        status.vips().forEach(vip -> notForwarded(lines, vip.outcomes()));
        return lines;
    }

    /// Shows the balancer and its problems.
    List<String> problems() {
        List<String> lines = new ArrayList<>();
        lines.addAll(heading());
        if (!status.problems().isEmpty()) {
            lines.add("");
        }
        status.problems().forEach(problem -> lines.add(paint.paint(Tone.BAD, "PROBLEM  " + problem)));
        return lines;
    }

    /// Whether a port of the VIP has fewer usable real servers than members.
    private static boolean isUnwell(VipStatus vip) {
        return vip.ports().stream().anyMatch(port -> port.usable() < port.members());
    }

    private String rest(int shown) {
        int all = status.vips().size();
        long unwell = status.vips().stream().filter(StatusView::isUnwell).count();
        String well = all - unwell + " of " + all + " VIPs have all their servers";
        return (unwell > shown ? well + "; " + (unwell - shown) + " more have not" : well) + ": baro status --all";
    }

    private void servers(List<String> lines) {
        List<VipStatus> vips = status.vips();
        vips.stream().filter(vip -> !vip.servers().isEmpty()).forEach(vip -> {
            lines.add("");
            lines.add(vip.name());
            lines.addAll(servers(vip).lines(paint));
        });
        int shown = vips.stream().mapToInt(vip -> vip.servers().size()).sum();
        int all = vips.stream().mapToInt(VipStatus::members).sum();
        if (shown < all) {
            lines.add("");
            int unwell = vips.stream().mapToInt(VipStatus::unwell).sum();
            lines.add("Not well: %d of %d real servers of VIPs%s; baro status VIP shows all of one"
                    .formatted(unwell, all, unwell > shown ? ", " + (unwell - shown) + " not shown" : ""));
        }
    }

    /// @param most the maximum number of rows
    private void overridden(List<String> lines, int most) {
        List<ServerMember> members = status.overridden();
        if (!members.isEmpty()) {
            section(lines, MemberView.servers(members.stream().limit(most).toList()));
        }
        if (members.size() > most) {
            lines.add((members.size() - most) + " more: baro server members");
        }
    }

    private void section(List<String> lines, Table table) {
        lines.add("");
        lines.addAll(table.lines(paint));
    }

    private List<String> heading() {
        String interfaces = status.interfaces().stream()
                .map(i -> (i.mode().equals("none") ? "not" : i.mode()) + " on " + i.name())
                .collect(Collectors.joining(", "));
        int problems = status.problems().size();
        String health = switch (problems) {
            case 0 -> paint.paint(Tone.GOOD, "all well");
            case 1 -> paint.paint(Tone.BAD, "1 PROBLEM");
            default -> paint.paint(Tone.BAD, problems + " PROBLEMS");
        };
        return List.of(
                String.join(
                        "  ",
                        "baro " + status.version(),
                        status.balancer(),
                        "up " + Amount.duration(Duration.ofSeconds(status.uptimeSeconds())),
                        health),
                String.join(
                        "  ",
                        "config r" + status.config().applied() + " of "
                                + status.config().source() + file(),
                        interfaces.isEmpty() ? "XDP not attached" : "XDP " + interfaces));
    }

    /// A note about the daemon's file, if that differs from the configuration in force.
    private String file() {
        return switch (status.config().fileState()) {
            case "changed" -> " (" + status.config().file() + " differs: baro diff)";
            case "unreadable" -> " (" + status.config().file() + " cannot be read)";
            default -> "";
        };
    }

    private Table vips(List<VipStatus> vips) {
        Table table = table(
                Column.text("VIP"),
                Column.text("ADDRESS"),
                Column.text("DSCP"),
                Column.text("SCHEDULER").onlyWide(),
                Column.text("PORTS"),
                Column.number("SERVERS"),
                Column.number("SESSIONS"));
        for (VipStatus vip : vips) {
            table.row(
                    vip.usable() == 0 ? Tone.BAD : Tone.PLAIN,
                    vip.name(),
                    vip.address(),
                    vip.dscpText(),
                    vip.scheduler(),
                    ports(vip.ports()),
                    vip.usable() + "/" + vip.members(),
                    Amount.count(
                            vip.ports().stream()
                                    .mapToLong(PortStatus::sessionsActive)
                                    .sum(),
                            estimated(vip)));
        }
        return table;
    }

    /// A line about idle timeouts, only for schedulers whose session counts are meaningful.
    private Optional<String> idle() {
        boolean byTable = status.vips().stream().anyMatch(vip -> !SchedulerKind.followsHash(vip.scheduler()));
        return byTable && status.idle().tcpSeconds() > 0
                ? Optional.of("Idle sessions end after %s (TCP), %s (UDP): sessions.timeouts"
                        .formatted(
                                Amount.duration(Duration.ofSeconds(status.idle().tcpSeconds())),
                                Amount.duration(Duration.ofSeconds(status.idle().udpSeconds()))))
                : Optional.empty();
    }

    private Table table(Column... columns) {
        return wide ? Table.wide(columns) : new Table(columns);
    }

    private Table servers(VipStatus vip) {
        Table table = table(
                Column.text("SERVER"),
                Column.text("DC"),
                Column.text("ADDRESS"),
                Column.text("STATE"),
                Column.text("HEALTH"),
                Column.number("WEIGHT"),
                Column.number("SESSIONS"),
                Column.number("NEW").onlyWide(),
                Column.number("SHARE"),
                Column.number("PACKETS").onlyWide(),
                Column.number("BYTES").onlyWide());
        long created =
                vip.ports().stream().mapToLong(PortStatus::sessionsCreated).sum();
        for (ServerStatus server : vip.servers()) {
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

    private static Table outcomes(Map<String, Long> outcomes) {
        Table table = new Table(Column.text("NOT FORWARDED"), Column.number("PACKETS"));
        outcomes.entrySet().stream()
                .filter(StatusView::isNotable)
                .forEach(entry -> table.row(Tone.PLAIN, entry.getKey(), Amount.count(entry.getValue())));
        return table;
    }

    private static boolean estimated(VipStatus vip) {
        return vip.ports().stream().anyMatch(PortStatus::sessionsEstimated);
    }

    /// All ports of a short list, or the first ports of a long list, because one line has no room for more.
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

    /// The health, with the verdict only if something is wrong: `up`, or `down mark-lost`.
    private static String health(ServerStatus server) {
        String health = HealthWord.shown(server.health());
        boolean wrong = !server.verdict().isEmpty()
                && !server.verdict().equals("healthy")
                && !server.verdict().equals(server.health());
        return wrong ? health + " " + server.verdict() : health;
    }

    private static boolean isNotable(Map.Entry<String, Long> outcome) {
        return outcome.getValue() != 0 && !ORDINARY.contains(outcome.getKey());
    }

    /// Shows the packets passed to the kernel separately, because a packet that is not for a VIP is not a loss.
    private Optional<String> passed() {
        long passed = status.outcomes().getOrDefault(PASSED, 0L);
        return passed == 0
                ? Optional.empty()
                : Optional.of("Passed to the kernel, not for a VIP: " + Amount.count(passed) + " packets");
    }
}
