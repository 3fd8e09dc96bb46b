// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.yaml;

import dev.baro.core.config.Literals;
import dev.baro.core.config.Problem;
import dev.baro.core.model.OnServerDown;
import dev.baro.core.model.SchedulerKind;
import dev.baro.core.model.SessionKeeping;
import dev.baro.core.model.SessionSettings;
import dev.baro.core.model.SessionTimeouts;
import dev.baro.core.model.SlowStart;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// The session and slow-start settings of the file: their mapping, and the limits on their durations.
final class SessionKeys {
    private static final Duration LONGEST_RAMP = Duration.ofHours(1);
    private static final String IN_TURN = SchedulerKind.ROUND_ROBIN.word();
    private static final List<String> TIMEOUTS = List.of("half-open", "established", "closing", "udp");

    /// The ports known for connections that are idle for long periods: those of shells,
    /// databases, directories and brokers.
    private static final Set<Integer> LONG_IDLE =
            Set.of(22, 389, 636, 1433, 1521, 1883, 3306, 3389, 5222, 5432, 5671, 5672, 6379, 8883, 9042, 9092, 27_017);

    private static final Duration SHORT_FOR_THEM = Duration.ofHours(1);

    private SessionKeys() {}

    static SessionSettings settings(Part file) {
        Part sessions = file.part("sessions").orElse(Part.EMPTY);
        Part timeouts = sessions.part("timeouts").orElse(Part.EMPTY);
        SessionSettings defaults = SessionSettings.DEFAULTS;
        SessionTimeouts usual = defaults.timeouts();
        return new SessionSettings(
                sessions.number("max").map(Placed::value).orElse(defaults.max()),
                sessions.number("max-new-per-second").map(Placed::value).orElse(defaults.maxNewPerSecond()),
                new SessionTimeouts(
                        duration(timeouts, "half-open", usual.halfOpen()),
                        duration(timeouts, "established", usual.established()),
                        duration(timeouts, "closing", usual.closing()),
                        duration(timeouts, "udp", usual.udp())));
    }

    static SlowStart slowStart(Part vip) {
        SlowStart none = SlowStart.NONE;
        return new SlowStart(
                duration(vip, "slow-start", none.time()),
                vip.text("max-share").map(text -> percent(text.value())).orElse(none.maxSharePercent()));
    }

    static SessionKeeping keeping(Part vip) {
        Duration affinity = vip.part("affinity")
                .map(part -> duration(part, "timeout", Duration.ofMinutes(10)))
                .orElse(Duration.ZERO);
        return new SessionKeeping(affinity, ConfigMapping.word(vip, "on-server-down", OnServerDown.KEEP));
    }

    static List<Problem> check(Part file) {
        Part timeouts =
                file.part("sessions").flatMap(part -> part.part("timeouts")).orElse(Part.EMPTY);
        Stream<Problem> ofTable = TIMEOUTS.stream().flatMap(key -> outOfRange(timeouts, key, longest(key)).stream());
        Stream<Problem> ofVips = file.parts("vips").stream().flatMap(SessionKeys::vip);
        return Stream.concat(ofTable, ofVips).toList();
    }

    private static Duration longest(String timeout) {
        return timeout.equals("half-open") ? SessionTimeouts.LONGEST_HALF_OPEN : SessionTimeouts.LONGEST;
    }

    /// Warns of sessions that expire before their connection ends: the next packet may go to another
    /// server, which resets it.
    static List<Problem> idle(Part file) {
        Optional<Placed<Duration>> established = file.part("sessions")
                .flatMap(sessions -> sessions.part("timeouts"))
                .flatMap(timeouts -> timeouts.duration("established"))
                .filter(said -> said.value().compareTo(SHORT_FOR_THEM) < 0);
        List<String> ports = established.isEmpty()
                ? List.of()
                : file.parts("vips").stream().flatMap(SessionKeys::longIdle).toList();
        return established.filter(_ -> !ports.isEmpty()).stream()
                .map(said -> Problem.warning(
                        said.at().line(),
                        said.at().column(),
                        "established %s is too short for %s%s, whose connections can be idle for hours"
                                .formatted(
                                        Literals.text(said.value()),
                                        ports.getFirst(),
                                        ports.size() == 1 ? "" : " and " + (ports.size() - 1) + " more"),
                        "their next packet may go to another server, which resets them: use 7500s, or scheduler:"
                                + " maglev"))
                .toList();
    }

    /// The ports whose connections all need the session table.
    private static Stream<String> longIdle(Part vip) {
        boolean byHash = vip.text("scheduler")
                .filter(word -> SchedulerKind.followsHash(word.value()))
                .isPresent();
        return vip.parts("ports").stream()
                .filter(port -> !byHash
                        && port.text("protocol")
                                .filter(word -> word.value().equals("udp"))
                                .isEmpty())
                .flatMap(port -> PortCheck.numbers(port).stream())
                .filter(LONG_IDLE::contains)
                .map(number -> "port %d of VIP %s".formatted(number, vip.name()));
    }

    private static Stream<Problem> vip(Part vip) {
        Part affinity = vip.part("affinity").orElse(Part.EMPTY);
        Stream<Problem> ofVip = Stream.of(
                        outOfRange(vip, "slow-start", LONGEST_RAMP),
                        outOfRange(affinity, "timeout", SessionTimeouts.LONGEST),
                        spreadWithoutTurns(vip),
                        capWithoutRamp(vip))
                .flatMap(Optional::stream);
        return Stream.concat(
                ofVip, vip.parts("ports").stream().flatMap(port -> onePacketWithSessions(vip, port).stream()));
    }

    /// Datagrams that each take a turn have neither a connection nor a client to keep to a server.
    private static Optional<Problem> onePacketWithSessions(Part vip, Part port) {
        return port.flag("one-packet").filter(Placed::value).flatMap(flag -> {
            if (!port.text("protocol").map(Placed::value).orElse("tcp").equals("udp")) {
                return Optional.of(flag.error(
                        "one-packet holds only for UDP ports: the packets of a TCP connection belong together",
                        "leave it out, or write protocol: udp"));
            }
            if (!isInTurn(vip)) {
                return Optional.of(flag.error(
                        "one-packet holds only with scheduler: round-robin",
                        "leave it out, or write scheduler: round-robin"));
            }
            return vip.key("affinity")
                    .map(_ -> flag.error(
                            "one-packet contradicts affinity, which keeps a client to one real server",
                            "leave one of them out"));
        });
    }

    private static boolean isInTurn(Part vip) {
        return vip.text("scheduler").map(Placed::value).orElse(IN_TURN).equals(IN_TURN);
    }

    private static Optional<Problem> outOfRange(Part part, String key, Duration longest) {
        return part.duration(key)
                .filter(d -> d.value().compareTo(SessionTimeouts.SHORTEST) < 0
                        || d.value().compareTo(longest) > 0
                        || d.value().toMillis() % 1_000 != 0)
                .map(d -> d.error(
                        "%s %s is out of range".formatted(key, Literals.text(d.value())),
                        "1s to %s, in whole seconds".formatted(Literals.text(longest))));
    }

    private static Optional<Problem> spreadWithoutTurns(Part vip) {
        return vip.number("spread")
                .filter(_ -> !isInTurn(vip))
                .map(number -> number.error(
                        "spread applies only with scheduler: round-robin",
                        "remove it, or write scheduler: round-robin"));
    }

    private static Optional<Problem> capWithoutRamp(Part vip) {
        return vip.text("max-share")
                .filter(_ -> vip.key("slow-start").isEmpty())
                .map(text -> text.error(
                        "max-share applies only while a server ramps, but there is no slow-start",
                        "add slow-start, such as slow-start: 30s"));
    }

    private static Duration duration(Part part, String key, Duration otherwise) {
        return part.duration(key).map(Placed::value).orElse(otherwise);
    }

    /// @param text the text in the schema's form: `150%`
    private static int percent(String text) {
        return Integer.parseInt(text.substring(0, text.length() - 1));
    }
}
