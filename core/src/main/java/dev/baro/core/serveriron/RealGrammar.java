// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.serveriron;

import dev.baro.core.serveriron.Statement.Backup;
import dev.baro.core.serveriron.Statement.Disabled;
import dev.baro.core.serveriron.Statement.Port;
import dev.baro.core.serveriron.Statement.PortDisabled;
import dev.baro.core.serveriron.Statement.PortDns;
import dev.baro.core.serveriron.Statement.PortKeepalive;
import dev.baro.core.serveriron.Statement.PortL4Only;
import dev.baro.core.serveriron.Statement.PortNamedCheck;
import dev.baro.core.serveriron.Statement.PortStatus;
import dev.baro.core.serveriron.Statement.PortUnchecked;
import dev.baro.core.serveriron.Statement.PortUrl;
import dev.baro.core.serveriron.Statement.Weight;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// The lines below `server real NAME ADDRESS` and `server remote-name NAME ADDRESS`.
final class RealGrammar {
    private static final String EXPECTED = "port PORT …, port default disable or weight N";
    private static final String EXPECTED_OF_PORT =
            "url \"GET /path\", status-code FROM TO, addr_query \"NAME\", keepalive, no-health-check or disable";
    /// The device's own limit for a weight.
    private static final int MAX_WEIGHT = 65_000;

    private final Problems problems;

    private RealGrammar(Problems problems) {
        this.problems = problems;
    }

    static List<Statement> statements(Block block, Problems problems) {
        RealGrammar grammar = new RealGrammar(problems);
        return block.body().stream().<Statement>flatMap(grammar::statement).toList();
    }

    private Stream<? extends Statement> statement(Line line) {
        if (line.has(0, "weight") && line.size() > 1) {
            return weight(line).stream();
        }
        if (line.has(0, "disable") && line.size() == 1) {
            return Stream.of(new Disabled(line));
        }
        if (line.has(0, "backup") && line.size() == 1) {
            return Stream.of(new Backup(line));
        }
        if (line.has(0, "slow-start")) {
            return Numbers.slowStart(line, 1, problems).stream();
        }
        if (line.has(0, "port") && line.has(1, "default")) {
            defaultPort(line);
            return Stream.empty();
        }
        if (line.has(0, "port") && line.size() > 1) {
            return Ports.read(line.word(1), problems).flatMap(port -> ofPort(line, port)).stream();
        }
        Unmapped.REAL.report(line, 0, EXPECTED, problems);
        return Stream.empty();
    }

    private Optional<Weight> weight(Line line) {
        if (line.size() == 3) {
            problems.warning(
                    line.word(2),
                    "the second weight is not imported",
                    "it concerns response times, which no predictor here uses");
        }
        Optional<Integer> weight = Numbers.read(line.word(1), "weight", 0, MAX_WEIGHT, problems);
        return problems.rejectMore(line, 3) ? weight.map(n -> new Weight(line, n)) : Optional.empty();
    }

    private Optional<Statement> ofPort(Line line, int port) {
        if (line.size() == 2) {
            return Optional.of(new Port(line, port));
        }
        String option = line.word(2).text().toLowerCase(Locale.ROOT);
        if (option.equals("disable") && line.size() == 3) {
            return Optional.of(new PortDisabled(line, port));
        }
        if (option.equals("keepalive") && line.size() == 3) {
            return Optional.of(new PortKeepalive(line, port));
        }
        if (option.equals("no-health-check") && line.size() == 3) {
            return Optional.of(new PortUnchecked(line, port));
        }
        if (option.equals("l4-check-only") && line.size() == 3) {
            return Optional.of(new PortL4Only(line, port));
        }
        if (option.equals("healthck") || option.equals("use-port-policy")) {
            return Optional.of(new PortNamedCheck(line, port));
        }
        if (option.equals("slow-start")) {
            return Numbers.slowStart(line, 3, problems).map(seconds -> seconds);
        }
        if (List.of("addr_query", "addr-query", "zone").contains(option) && port == Ports.DNS && line.size() == 4) {
            return dns(line, port, option.equals("zone") ? "SOA" : "A");
        }
        if (option.equals("url") && line.size() == 4) {
            return Request.read(line.word(3), problems).map(request -> new PortUrl(line, port, request));
        }
        if (option.equals("status-code") || option.equals("status_code")) {
            return codes(line).map(codes -> new PortStatus(line, port, codes));
        }
        Unmapped.REAL_PORT.report(line, 2, EXPECTED_OF_PORT, problems);
        return Optional.empty();
    }

    private Optional<Statement> dns(Line line, int port, String type) {
        Word name = line.word(3);
        if (!name.text().matches("(?=.{1,253}$)[A-Za-z0-9_-]{1,63}(\\.[A-Za-z0-9_-]{1,63})*\\.?")) {
            problems.error(
                    name, "\"%s\" is not a domain name".formatted(name.text()), line.text(3) + " \"www.example.com\"");
            return Optional.empty();
        }
        return Optional.of(new PortDns(line, port, type, name.text()));
    }

    private Optional<String> codes(Line line) {
        if (line.size() < 5 || line.size() % 2 == 0) {
            problems.error(
                    line.last(),
                    "status codes must be pairs of first and last code",
                    line.text(3) + " 200 299 401 401 for 200 to 299 and 401");
            return Optional.empty();
        }
        List<String> ranges = new ArrayList<>();
        for (int i = 3; i < line.size(); i += 2) {
            range(line.word(i), line.word(i + 1)).ifPresent(ranges::add);
        }
        return ranges.size() == (line.size() - 3) / 2 ? Optional.of(String.join(",", ranges)) : Optional.empty();
    }

    private Optional<String> range(Word from, Word to) {
        Optional<Integer> low = Numbers.read(from, "status code", 100, 599, problems);
        Optional<Integer> high = Numbers.read(to, "status code", 100, 599, problems);
        if (low.isEmpty() || high.isEmpty()) {
            return Optional.empty();
        }
        if (low.get() > high.get()) {
            problems.error(
                    from,
                    "%d to %d is not a range of status codes".formatted(low.get(), high.get()),
                    "write the smaller one first: %d %d".formatted(high.get(), low.get()));
            return Optional.empty();
        }
        return Optional.of(low.equals(high) ? from.text() : from.text() + "-" + to.text());
    }

    private void defaultPort(Line line) {
        if (line.has(2, "disable")) {
            problems.note(
                    line.first(),
                    "port default disable always applies here",
                    "traffic to ports that a VIP does not list is dropped and counted");
        } else {
            problems.warning(
                    line.first(),
                    "not imported: " + line.text(),
                    "traffic to ports that a VIP does not list is dropped; list each port to be served");
        }
    }
}
