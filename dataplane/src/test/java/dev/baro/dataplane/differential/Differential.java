// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.differential;

import dev.baro.dataplane.bpf.BpfProgram;
import dev.baro.dataplane.conformance.TestedProgram;
import dev.baro.dataplane.model.Action;
import dev.baro.dataplane.model.Octets;
import dev.baro.dataplane.model.Outcome;
import dev.baro.dataplane.model.PacketModel;
import dev.baro.dataplane.model.Setup;
import dev.baro.dataplane.model.Way;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Gives the same frames to the program and to the model.
public final class Differential {
    /// In which at most so many answers leave as each CPU gives in a second.
    private static final int FRAMES_PER_SECOND = 900;

    /// Where the two do not agree.
    public record Difference(String text) {}

    private final TestedProgram program;
    private final PacketModel model;
    private final Map<Way, Long> seen = new EnumMap<>(Way.class);
    private long frames;

    public Differential(TestedProgram program, Setup setup) {
        this.program = program;
        this.model = new PacketModel(setup);
        for (Way way : Way.values()) {
            seen.put(way, 0L);
        }
    }

    /// Frames that were compared.
    long frames() {
        return frames;
    }

    /// How many of them took this way.
    long seen(Way way) {
        return seen.getOrDefault(way, 0L);
    }

    void passSeconds(int seconds) {
        program.passSeconds(seconds);
        model.passSeconds(seconds);
    }

    /// @param valid whether all checksums of the frame are right, so that those of what leaves must be too
    public Optional<Difference> compare(byte[] frame, boolean valid) {
        frames++;
        if (frames % FRAMES_PER_SECOND == 0) {
            passSeconds(1);
        }
        List<Outcome> right = model.treat(frame);
        BpfProgram.TestRun run = program.run(frame);
        Optional<Outcome> happened = right.stream()
                .filter(outcome -> matches(outcome, frame, run) && counted(outcome.way()))
                .findFirst();
        if (happened.isEmpty()) {
            return Optional.of(difference(frame, right, run, reason(right, run)));
        }
        seen.merge(happened.get().way(), 1L, Long::sum);
        model.happened(happened.get());
        if (valid && leaves(happened.get()) && !ValidOnTheWire.isValid(run.packet())) {
            return Optional.of(difference(frame, right, run, "a checksum is wrong from scratch"));
        }
        return Optional.empty();
    }

    private static boolean matches(Outcome outcome, byte[] frame, BpfProgram.TestRun run) {
        if (run.result() != outcome.action().ordinal()) {
            return false;
        }
        return switch (outcome) {
            case Outcome.Untouched _ -> java.util.Arrays.equals(run.packet(), frame);
            case Outcome.Dropped _ -> true;
            case Outcome.Answered answered -> answered.frame().equals(Octets.of(run.packet()));
            case Outcome.Sent sent -> sent.frame().equals(Octets.of(run.packet()));
        };
    }

    private static boolean leaves(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Untouched _, Outcome.Dropped _ -> false;
            case Outcome.Answered _, Outcome.Sent _ -> true;
        };
    }

    private boolean counted(Way way) {
        return program.count(way) == seen(way) + 1;
    }

    private static String reason(List<Outcome> right, BpfProgram.TestRun run) {
        if (right.stream().noneMatch(outcome -> outcome.action().ordinal() == run.result())) {
            return "another action";
        }
        return "other bytes or another verdict";
    }

    private Difference difference(byte[] frame, List<Outcome> right, BpfProgram.TestRun run, String reason) {
        String expected = right.stream().map(Differential::text).collect(Collectors.joining("\n         or "));
        return new Difference("frame %d: %s%n  in        %s%n  expected  %s%n  got       %s %s %s"
                .formatted(
                        frames,
                        reason,
                        Octets.of(frame).hex(),
                        expected,
                        countedWays(),
                        Action.values()[run.result()],
                        Octets.of(run.packet()).hex()));
    }

    private static String text(Outcome outcome) {
        String head = outcome.way() + " " + outcome.action();
        return switch (outcome) {
            case Outcome.Untouched _ -> head + " as it came";
            case Outcome.Dropped _ -> head;
            case Outcome.Answered answered -> head + " " + answered.frame();
            case Outcome.Sent sent -> head + " " + sent.frame();
        };
    }

    /// Which counters have moved further than the model says: the verdict of the frame that differs.
    private List<Way> countedWays() {
        return java.util.Arrays.stream(Way.values())
                .filter(way -> program.count(way) > seen(way))
                .toList();
    }
}
