// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.serveriron;

import dev.baro.core.model.IpAddress;
import dev.baro.core.serveriron.Statement.Predictor;
import dev.baro.core.serveriron.Statement.ResetMessage;
import dev.baro.core.serveriron.Statement.Setting;
import dev.baro.core.serveriron.Text.LeftOut;
import dev.baro.core.serveriron.Text.Profile;
import dev.baro.core.serveriron.Text.Real;
import dev.baro.core.serveriron.Text.Virtual;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Parses the `server …` lines; the grammars of their blocks parse the lines below.
final class Parser {
    private static final String EXPECTED =
            "server port PORT, server real NAME ADDRESS, server remote-name NAME ADDRESS, server virtual NAME ADDRESS"
                    + " or server predictor NAME";

    /// The limit [dev.baro.core.model.SessionTimeouts#LONGEST], in whole minutes.
    private static final int MAX_AGE_MINUTES = 133;

    private final Problems problems;
    private final List<Profile> profiles = new ArrayList<>();
    private final List<Real> reals = new ArrayList<>();
    private final List<Virtual> virtuals = new ArrayList<>();
    private final List<Statement> global = new ArrayList<>();
    private final List<LeftOut> leftOut = new ArrayList<>();
    private final Map<String, Optional<Real>> realsByName = new HashMap<>();
    /// The first line of each `real NAME` and `virtual NAME`.
    private final Map<String, Integer> lineOfName = new HashMap<>();

    private Parser(Problems problems) {
        this.problems = problems;
    }

    static Text parse(List<Block> blocks, Problems problems) {
        Parser parser = new Parser(problems);
        blocks.forEach(parser::take);
        Text all = new Text(
                parser.profiles, parser.reals, parser.virtuals, parser.global, parser.leftOut, parser.realsByName);
        return all.withoutTwoMethods();
    }

    private void take(Block block) {
        Line header = block.header();
        if (header.size() == 1) {
            problems.error(header.first(), "\"server\" on its own is incomplete", EXPECTED);
            return;
        }
        switch (header.word(1).text().toLowerCase(Locale.ROOT)) {
            case "port" -> takeProfile(block);
            case "real" -> takeReal(block, false);
            case "remote-name" -> takeReal(block, true);
            case "virtual" -> takeVirtual(block);
            case "predictor" -> takePredictor(block);
            case "reset-message" -> {
                if (problems.rejectMore(header, 2)) {
                    global.add(new ResetMessage(header));
                }
                rejectBody(block);
            }
            case "slow-start" -> {
                Numbers.slowStart(header, 2, problems).ifPresent(global::add);
                rejectBody(block);
            }
            case "ping-interval" -> takeSetting(block, 1, 10);
            case "ping-retries" -> takeSetting(block, 2, 10);
            case "periodic-arp-interval" -> takeSetting(block, 10, 14_400);
            case "tcp-age", "udp-age", "sticky-age" -> takeSetting(block, 1, MAX_AGE_MINUTES);
            case "session-limit", "session-asm-limit" -> takeSetting(block, 1, 999_999_999);
            default -> Unmapped.GLOBAL.report(header, 1, EXPECTED, problems);
        }
    }

    private void takePredictor(Block block) {
        Line header = block.header();
        if (header.size() > 2 || argument(header, 2, "predictor", "server predictor round-robin")) {
            PredictorKind.read(header, 2, problems).ifPresent(p -> global.add(new Predictor(header, p)));
        }
        rejectBody(block);
    }

    private void takeProfile(Block block) {
        List<Statement> statements = ProfileGrammar.statements(block, problems);
        Line header = block.header();
        if (argument(header, 2, "port", "server port 80")) {
            Ports.read(header.word(2), problems).ifPresent(port -> profiles.add(new Profile(header, port, statements)));
        }
    }

    private void takeReal(Block block, boolean remote) {
        List<Statement> statements = RealGrammar.statements(block, problems);
        Line header = block.header();
        if (header.size() > 2) {
            realsByName.putIfAbsent(header.word(2).text(), Optional.empty());
        }
        if (named(header, "real")) {
            address(header.word(3)).ifPresent(ip -> addReal(Real.of(block, ip, remote, statements)));
        }
    }

    private void addReal(Real real) {
        reals.add(real);
        realsByName.put(real.name(), Optional.of(real));
    }

    private void takeVirtual(Block block) {
        Optional<LeftOut> unfit = LeftOut.of(block);
        if (unfit.isPresent()) {
            leftOut.add(unfit.get());
            return;
        }
        List<Statement> statements = VirtualGrammar.statements(block, problems);
        Line header = block.header();
        if (named(header, "virtual")) {
            address(header.word(3))
                    .ifPresent(
                            ip -> virtuals.add(new Virtual(block, header.word(2).text(), ip, statements)));
        }
    }

    private void takeSetting(Block block, int min, int max) {
        Line header = block.header();
        String name = header.word(1).text();
        if (argument(header, 2, "number", "server %s %d".formatted(name, max))) {
            Numbers.read(header.word(2), name, min, max, problems).ifPresent(n -> global.add(new Setting(header, n)));
        }
        rejectBody(block);
    }

    private void rejectBody(Block block) {
        block.body()
                .forEach(line -> problems.error(
                        line.first(),
                        "\"%s\" does not belong to a server line".formatted(line.text()),
                        "the line before it, \"%s\", takes no lines below it"
                                .formatted(block.header().text())));
    }

    private boolean argument(Line header, int index, String name, String example) {
        if (header.size() > index) {
            return problems.rejectMore(header, index + 1);
        }
        problems.error(header.last(), "\"%s\" lacks its %s".formatted(header.text(), name), "such as: " + example);
        return false;
    }

    private boolean named(Line header, String kind) {
        if (header.size() < 4) {
            problems.error(
                    header.last(),
                    "\"%s\" lacks %s"
                            .formatted(header.text(), header.size() < 3 ? "a name and an address" : "an address"),
                    "such as: %s store 192.0.2.10".formatted(header.text(2)));
            return false;
        }
        Word name = header.word(2);
        if (!name.text().matches("(?!\\.{1,2}$)[A-Za-z0-9._-]+")) {
            problems.error(
                    name,
                    "\"%s\" is not a name".formatted(name.text()),
                    "use letters, digits, dashes, _ and dots, but not . or .. on their own");
            return false;
        }
        Integer earlier = lineOfName.putIfAbsent(kind + " " + name.text(), header.number());
        if (earlier != null) {
            problems.error(
                    name,
                    "%s server %s is already defined in line %d".formatted(kind, name.text(), earlier),
                    "give each its own name, or remove one of them");
            return false;
        }
        return problems.rejectMore(header, 4);
    }

    private Optional<IpAddress> address(Word word) {
        Optional<IpAddress> address = parse(word.text());
        if (address.isEmpty()) {
            problems.error(
                    word,
                    "\"%s\" is not an IP address".formatted(word.text()),
                    "four numbers from 0 to 255: 192.0.2.10");
        } else if (!address.get().isRoutable()) {
            problems.error(
                    word,
                    word.text() + " cannot be routed",
                    "use an address other than 0.0.0.0, loopback, link-local or multicast");
        } else {
            return address;
        }
        return Optional.empty();
    }

    private static Optional<IpAddress> parse(String text) {
        try {
            return Optional.of(IpAddress.parse(text));
        } catch (IllegalArgumentException e) {
            // The caller reports the error with the position of the line.
            return Optional.empty();
        }
    }
}
