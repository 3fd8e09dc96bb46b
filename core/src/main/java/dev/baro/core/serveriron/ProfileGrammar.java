// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.serveriron;

import dev.baro.core.model.Protocol;
import dev.baro.core.serveriron.Statement.BringupRetries;
import dev.baro.core.serveriron.Statement.Disabled;
import dev.baro.core.serveriron.Statement.Keepalive;
import dev.baro.core.serveriron.Statement.L4Only;
import dev.baro.core.serveriron.Statement.SessionSync;
import dev.baro.core.serveriron.Statement.StrictBringup;
import dev.baro.core.serveriron.Statement.Transport;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The lines below `server port PORT`.
final class ProfileGrammar {
    private static final String EXPECTED = "session-sync, tcp, udp, tcp keepalive SECONDS RETRIES or udp keepalive …";
    private static final int MAX_INTERVAL_SECONDS = 3600;
    private static final int MAX_RETRIES = 100;

    private final Problems problems;

    private ProfileGrammar(Problems problems) {
        this.problems = problems;
    }

    static List<Statement> statements(Block block, Problems problems) {
        ProfileGrammar grammar = new ProfileGrammar(problems);
        return block.body().stream().<Statement>flatMap(grammar::statement).toList();
    }

    private Stream<Statement> statement(Line line) {
        return switch (line.keyword()) {
            case "session-sync" -> problems.rejectMore(line, 1) ? Stream.of(new SessionSync(line)) : Stream.empty();
            case "tcp" -> transport(line, Protocol.TCP);
            case "udp" -> transport(line, Protocol.UDP);
            case "l4-check-only" -> problems.rejectMore(line, 1) ? Stream.of(new L4Only(line)) : Stream.empty();
            case "no-fast-bringup" ->
                problems.rejectMore(line, 1) ? Stream.of(new StrictBringup(line)) : Stream.empty();
            case "fast-bringup" -> {
                problems.note(
                        line.first(),
                        "fast-bringup: a server is up as soon as its port answers",
                        "this corresponds to up-after: l4 (health.up-after)");
                yield Stream.empty();
            }
            case "disable" -> problems.rejectMore(line, 1) ? Stream.of(new Disabled(line)) : Stream.empty();
            case "bringup-retries" -> retries(line).<Statement>map(n -> n).stream();
            case "slow-start" -> Numbers.slowStart(line, 1, problems).<Statement>map(n -> n).stream();
            default -> {
                Unmapped.PROFILE.report(line, 0, EXPECTED, problems);
                yield Stream.empty();
            }
        };
    }

    private Optional<BringupRetries> retries(Line line) {
        if (line.size() != 2) {
            problems.error(line.first(), "bringup-retries lacks its number", "such as: bringup-retries 3");
            return Optional.empty();
        }
        return Numbers.read(line.word(1), "bringup-retries", 1, MAX_RETRIES, problems)
                .map(n -> new BringupRetries(line, n));
    }

    private Stream<Statement> transport(Line line, Protocol protocol) {
        Transport transport = new Transport(line, protocol);
        if (line.size() == 1) {
            return Stream.of(transport);
        }
        if (line.size() == 4 && line.has(1, "keepalive")) {
            return Stream.concat(Stream.of(transport), keepalive(line, protocol).stream());
        }
        if (line.size() > 2 || !line.has(1, "keepalive")) {
            problems.warning(
                    line.first(),
                    "not imported: " + line.text(),
                    "imported only as %s; to set the timing, write: %s keepalive 10 1"
                            .formatted(protocol.word(), protocol.word()));
        }
        return Stream.of(transport);
    }

    private Optional<Keepalive> keepalive(Line line, Protocol protocol) {
        Optional<Integer> interval =
                Numbers.read(line.word(2), "keepalive interval", 1, MAX_INTERVAL_SECONDS, problems);
        Optional<Integer> retries = Numbers.read(line.word(3), "keepalive retries", 0, MAX_RETRIES, problems);
        return interval.flatMap(seconds -> retries.map(n -> new Keepalive(line, protocol, seconds, n)));
    }
}
