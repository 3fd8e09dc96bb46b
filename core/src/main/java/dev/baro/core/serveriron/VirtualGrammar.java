// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.serveriron;

import dev.baro.core.model.Dscp;
import dev.baro.core.serveriron.Statement.Bind;
import dev.baro.core.serveriron.Statement.MinimumServers;
import dev.baro.core.serveriron.Statement.PersistHash;
import dev.baro.core.serveriron.Statement.Port;
import dev.baro.core.serveriron.Statement.PortDisabled;
import dev.baro.core.serveriron.Statement.Predictor;
import dev.baro.core.serveriron.Statement.PrimaryFirst;
import dev.baro.core.serveriron.Statement.ResetOnFail;
import dev.baro.core.serveriron.Statement.Sticky;
import dev.baro.core.serveriron.Statement.TosMarking;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// The lines below `server virtual NAME ADDRESS`.
final class VirtualGrammar {
    private static final String EXPECTED = "tos-marking N hc-l3-dsr, predictor NAME, port PORT or bind PORT REAL PORT";
    private static final String HEALTH_CHECKS = "hc-l3-dsr";

    /// The upper limit of `need`.
    private static final int MAX_NEED = 10_000;

    private final Problems problems;

    private VirtualGrammar(Problems problems) {
        this.problems = problems;
    }

    static List<Statement> statements(Block block, Problems problems) {
        VirtualGrammar grammar = new VirtualGrammar(problems);
        return block.body().stream().<Statement>flatMap(grammar::statement).toList();
    }

    private Stream<? extends Statement> statement(Line line) {
        if ((line.has(0, "port") || line.has(0, "bind")) && line.has(1, "default")) {
            problems.warning(
                    line.first(),
                    "not imported: " + line.text(2),
                    "a VIP serves only the ports that it lists; list each one");
            return Stream.empty();
        }
        if (line.has(0, "slow-start")) {
            return Numbers.slowStart(line, 1, problems).stream();
        }
        return switch (line.size() > 1 ? line.keyword() : "") {
            case "tos-marking" -> marking(line).stream();
            case "predictor" -> predictor(line).stream();
            case "port" -> port(line).stream();
            case "bind" -> bind(line).stream();
            default -> {
                Unmapped.VIRTUAL.report(line, 0, EXPECTED, problems);
                yield Stream.empty();
            }
        };
    }

    private Optional<Predictor> predictor(Line line) {
        return PredictorKind.read(line, 1, problems).map(p -> new Predictor(line, p));
    }

    private Optional<TosMarking> marking(Line line) {
        Word value = line.word(1);
        boolean known = line.size() == 2 || (line.size() == 3 && line.has(2, HEALTH_CHECKS));
        if (!known) {
            problems.error(
                    line.word(2),
                    "\"%s\" is not understood".formatted(line.text()),
                    "%s %s".formatted(line.text(2), HEALTH_CHECKS));
            return Optional.empty();
        }
        Optional<Integer> codePoint = Numbers.read(value, "dscp", Dscp.MIN, Dscp.MAX, problems);
        codePoint.ifPresent(n -> reportProbes(line, n));
        return codePoint.map(n -> new TosMarking(line, new Dscp(n)));
    }

    private void reportProbes(Line line, int dscp) {
        if (line.has(2, HEALTH_CHECKS)) {
            problems.note(
                    line.word(2),
                    "hc-l3-dsr: probes carry dscp %d and only an answer from the VIP counts".formatted(dscp),
                    "for ping, UDP and TCP alike; the ServerIron marks TCP alone");
        } else {
            problems.warning(
                    line.first(),
                    "no hc-l3-dsr: probes carry dscp %d anyway".formatted(dscp),
                    "an answer from the VIP passes, but the ServerIron would reject it; write %s %s"
                            .formatted(line.text(2), HEALTH_CHECKS));
        }
    }

    private Optional<Statement> port(Line line) {
        Optional<Integer> port = Ports.read(line.word(1), problems);
        if (port.isEmpty() || line.size() == 2) {
            return port.map(p -> new Port(line, p));
        }
        if (line.has(2, "disable") && line.size() == 3) {
            return port.map(p -> new PortDisabled(line, p));
        }
        return option(line, port.get());
    }

    private Optional<Statement> option(Line line, int port) {
        String option = line.word(2).text().toLowerCase(Locale.ROOT);
        if (option.equals("minimum-servers") && line.size() == 4) {
            return Numbers.read(line.word(3), "minimum-servers", 1, MAX_NEED, problems)
                    .map(n -> new MinimumServers(line, port, n));
        }
        boolean stays = line.size() == 4 && line.has(3, "backup-stay-active");
        if (option.equals("lb-pri-servers") && (line.size() == 3 || stays)) {
            return Optional.of(new PrimaryFirst(line, port, stays));
        }
        return switch (line.size() == 3 ? option : "") {
            case "dsr" -> {
                problems.note(
                        line.word(2),
                        "dsr: the servers of the virtual server are reached by their MAC addresses",
                        "they get method: mac and must be on a segment of the balancer (servers.method)");
                yield Optional.of(new Port(line, port));
            }
            case "sticky", "concurrent" -> Optional.of(new Sticky(line, port));
            case "reset-on-port-fail" -> Optional.of(new ResetOnFail(line, port));
            case "persist-hash" -> Optional.of(new PersistHash(line, port));
            default -> {
                Unmapped.VIRTUAL_PORT.report(
                        line, 2, "port PORT, or port PORT disable, sticky, minimum-servers N …", problems);
                yield Optional.empty();
            }
        };
    }

    private Optional<Bind> bind(Line line) {
        Optional<Integer> port = Ports.read(line.word(1), problems);
        if (line.size() < 4 || line.size() % 2 == 1) {
            problems.error(
                    line.last(),
                    "\"%s\" does not consist of pairs".formatted(line.text()),
                    "write pairs of a real server and its port: bind http web-a01 http web-a02 http");
            return Optional.empty();
        }
        List<Word> servers = new ArrayList<>();
        for (int i = 2; i < line.size(); i += 2) {
            servers.add(line.word(i));
            samePort(port, line, i);
        }
        return port.map(p -> new Bind(line, p, servers));
    }

    private void samePort(Optional<Integer> port, Line line, int index) {
        Word word = line.word(index + 1);
        Optional<Integer> target = Ports.read(word, problems);
        if (port.isPresent() && target.isPresent() && !port.equals(target)) {
            String server = line.word(index).text();
            problems.error(
                    word,
                    "bind changes port %s to %s".formatted(line.word(1).text(), word.text()),
                    "DSR does not change a packet's port: let %s listen on %s and write %s %s"
                            .formatted(
                                    server,
                                    line.word(1).text(),
                                    server,
                                    line.word(1).text()));
        }
    }
}
