// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.bpf;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Why the kernel's verifier refused a program, extracted from libbpf's log (Linux `kernel/bpf/log.c`, libbpf
/// `bpf_object_load_prog`).
///
/// @param source       `file:line: text`, before Linux 6.9 only the text; empty for an object without line info
/// @param instructions the last instruction logged with registers, and the refused one if it differs
/// @param reasons      the verifier's messages after those instructions, without its statistics
record VerifierRefusal(String program, Optional<String> source, List<String> instructions, List<String> reasons) {
    private static final Pattern LOG = Pattern.compile(
            "prog '(?<program>[^']*)': -- BEGIN PROG LOAD LOG --\\n(?<log>.*?)-- END PROG LOAD LOG --", Pattern.DOTALL);
    private static final Pattern SOURCE = Pattern.compile("; *(?<text>\\S.*?)(?: @ (?<place>\\S+:\\d+))?");
    private static final Pattern INSTRUCTION = Pattern.compile("\\d+: \\([0-9a-f]{2}\\) .*");
    private static final Pattern WITH_REGISTERS = Pattern.compile("[^;]*; .*=.*");
    /// Lines that contain no reason: statistics, and register states.
    private static final Pattern NO_REASON =
            Pattern.compile("processed \\d+ insns.*|verification time .*|stack depth .*|;.*|caller:|callee:|from \\d.*"
                    + "|\\s.*|(\\d+: )?(frame\\d+: )?R\\d+=.*|\\s*");
    private static final int MAX_REASONS = 3;

    VerifierRefusal {
        instructions = List.copyOf(instructions);
        reasons = List.copyOf(reasons);
    }

    /// @param said libbpf's messages while it loaded the object
    /// @return the refusal; empty if something else failed, such as creating a map
    static Optional<VerifierRefusal> in(String said) {
        return LOG.matcher(said)
                .results()
                .reduce((_, last) -> last)
                .map(log -> of(log.group("program"), log.group("log").lines().toList()));
    }

    private static VerifierRefusal of(String program, List<String> log) {
        int refused = last(log, INSTRUCTION);
        Optional<String> source = log.subList(0, refused + 1).reversed().stream()
                .flatMap(line -> sourceIn(line).stream())
                .findFirst();
        List<String> reasons = log.subList(refused + 1, log.size()).stream()
                .filter(line -> !NO_REASON.matcher(line).matches())
                .toList();
        return new VerifierRefusal(
                program,
                source,
                instructions(log, refused),
                reasons.subList(Math.max(0, reasons.size() - MAX_REASONS), reasons.size()));
    }

    private static List<String> instructions(List<String> log, int refused) {
        if (refused < 0) {
            return List.of();
        }
        String last = log.get(refused);
        return log.subList(0, refused + 1).reversed().stream()
                .filter(line -> INSTRUCTION.matcher(line).matches()
                        && WITH_REGISTERS.matcher(line).matches())
                .limit(1)
                .flatMap(shown -> shown.equals(last) ? Stream.of(last) : Stream.of(shown, last))
                .toList();
    }

    private static Optional<String> sourceIn(String line) {
        Matcher found = SOURCE.matcher(line);
        if (!found.matches() || found.group("text").startsWith("@ ")) {
            return Optional.empty();
        }
        String place = found.group("place");
        return Optional.of(place == null ? found.group("text") : place + ": " + found.group("text"));
    }

    private static int last(List<String> log, Pattern wanted) {
        for (int i = log.size() - 1; i >= 0; i--) {
            if (wanted.matcher(log.get(i)).matches()) {
                return i;
            }
        }
        return -1;
    }

    /// Lines of four kinds: the program, its source, the last verified instructions, and the reasons.
    String text() {
        String head = "the verifier rejected program " + program;
        Stream<String> lines = Stream.of(
                        Stream.of(head, "source: " + source.orElse("unknown, because the object has no line info")),
                        instructions.stream().map(line -> "instruction: " + line),
                        reasons.stream().map(line -> "reason: " + line))
                .flatMap(kind -> kind);
        return String.join("\n  ", lines.toList());
    }
}
