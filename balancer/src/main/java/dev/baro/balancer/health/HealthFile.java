// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.health;

import dev.baro.core.health.Condition;
import dev.baro.core.health.Health;
import dev.baro.core.health.Layer;
import dev.baro.core.health.ProbeTarget;
import dev.baro.core.health.Remembered;
import dev.baro.core.health.ServiceMember;
import dev.baro.core.health.WatchedTarget;
import dev.baro.dataplane.kernel.Boot;
import dev.baro.dataplane.kernel.RegularFile;
import dev.baro.dataplane.kernel.StateFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The file with the last known state of every target, so that a restarted daemon does not empty the rings.
/// Like the kernel state, the file is valid for one boot. Its lines contain tab-separated words: the boot, then
/// `up` or `down` and the target, or `used` and a member that received sessions.
record HealthFile(Path file, String boot) {
    private static final String FIRST_WORD = "baro-health-2";
    private static final String USED = "used";
    private static final int WORDS = 5;

    /// Twice the size of a file with about 100 bytes for each of four layers of 32,768 members.
    private static final int MAX_BYTES = 32 << 20;

    static HealthFile of(Path directory) {
        return new HealthFile(directory.resolve("health"), Boot.id());
    }

    /// @param otherwise the assumed condition of every target if there is no file from this boot
    Remembered recall(Condition otherwise) {
        try {
            List<String> lines = RegularFile.text(file, MAX_BYTES).lines().toList();
            if (lines.isEmpty() || !lines.getFirst().equals(heading())) {
                return Remembered.nothing(otherwise);
            }
            Map<ProbeTarget, Condition> known = new HashMap<>();
            Set<ServiceMember> used = new HashSet<>();
            lines.stream().skip(1).forEach(line -> read(line, known, used));
            return new Remembered(known, Condition.UNKNOWN, used);
        } catch (IOException e) {
            return Remembered.nothing(otherwise);
        }
    }

    /// Replaces the file atomically.
    ///
    /// @throws IOException if the file cannot be written; the old one remains
    void remember(Collection<WatchedTarget> targets, Health health) throws IOException {
        Stream<String> known = targets.stream()
                .filter(target -> target.health().condition() != Condition.UNKNOWN)
                .map(HealthFile::line);
        Stream<String> used = health.members().entrySet().stream()
                .filter(member -> member.getValue().usable())
                .map(member -> line(member.getKey()));
        String lines = Stream.concat(known, used).collect(Collectors.joining());
        StateFile.replace(file, heading() + "\n" + lines);
    }

    private String heading() {
        return FIRST_WORD + "\t" + boot;
    }

    private static String line(WatchedTarget watched) {
        ProbeTarget target = watched.task().target();
        return String.join(
                        "\t",
                        watched.health().condition().word(),
                        target.layer().word(),
                        target.server(),
                        target.vip(),
                        target.port())
                + "\n";
    }

    private static String line(ServiceMember member) {
        return String.join("\t", USED, member.vip(), member.port(), member.server()) + "\n";
    }

    /// Reads one line. An unreadable line is skipped, so that the state of its target is unknown.
    private static void read(String line, Map<ProbeTarget, Condition> known, Set<ServiceMember> used) {
        List<String> words = List.of(line.split("\t", WORDS));
        if (words.size() == WORDS - 1 && words.getFirst().equals(USED)) {
            used.add(new ServiceMember(words.get(1), words.get(2), words.get(3)));
        }
        if (words.size() == WORDS
                && words.get(1).matches("l[2347]")
                && words.getFirst().matches("up|down")) {
            Layer layer = Layer.valueOf(words.get(1).toUpperCase(Locale.ROOT));
            Condition condition = Condition.valueOf(words.getFirst().toUpperCase(Locale.ROOT));
            known.put(new ProbeTarget(layer, words.get(2), words.get(3), words.get(4)), condition);
        }
    }
}
