// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.serveriron;

import dev.baro.core.model.SchedulerKind;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The device's predictors, each with the closest equivalent here.
enum PredictorKind {
    ROUND_ROBIN(SchedulerKind.ROUND_ROBIN, Likeness.SAME),
    LEAST_CONN(SchedulerKind.LEAST_CONNECTIONS, Likeness.SAME),
    WEIGHTED_ROUND_ROBIN(SchedulerKind.ROUND_ROBIN, Likeness.WEIGHTED),
    WEIGHTED_ROUND_ROBIN_STATIC(SchedulerKind.ROUND_ROBIN, Likeness.WEIGHTED),
    WEIGHTED_RR(SchedulerKind.ROUND_ROBIN, Likeness.WEIGHTED),
    WEIGHTED_RR_STATIC(SchedulerKind.ROUND_ROBIN, Likeness.WEIGHTED),
    WEIGHTED(SchedulerKind.ROUND_ROBIN, Likeness.WEIGHTED),
    ENHANCED_WEIGHTED(SchedulerKind.ROUND_ROBIN, Likeness.WEIGHTED),
    RESPONSE_TIME(SchedulerKind.LEAST_CONNECTIONS, Likeness.NEAREST),
    DYNAMIC_WEIGHTED(SchedulerKind.LEAST_CONNECTIONS, Likeness.NEAREST),
    LEAST_LOCAL_CONN(SchedulerKind.LEAST_CONNECTIONS, Likeness.NEAREST),
    LEAST_LOCAL_SESS(SchedulerKind.LEAST_CONNECTIONS, Likeness.NEAREST);

    private final SchedulerKind scheduler;
    private final Likeness likeness;

    PredictorKind(SchedulerKind scheduler, Likeness likeness) {
        this.scheduler = scheduler;
        this.likeness = likeness;
    }

    private enum Likeness {
        /// The scheduler works like the predictor; the device ignores weights.
        SAME,
        /// The scheduler gives each server the same share by weight as the predictor.
        WEIGHTED,
        /// The scheduler works differently from the predictor, but also follows the load.
        NEAREST
    }

    SchedulerKind scheduler() {
        return scheduler;
    }

    /// Whether the device uses `weight` lines.
    boolean weighted() {
        return likeness == Likeness.WEIGHTED;
    }

    boolean exact() {
        return likeness != Likeness.NEAREST;
    }

    /// The device's word for the predictor, such as `weighted-round-robin`.
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static boolean isWord(String text) {
        return Arrays.stream(values()).anyMatch(p -> p.word().equalsIgnoreCase(text));
    }

    /// @return the predictor with this name, or the only one with this prefix
    private static Optional<PredictorKind> known(String word) {
        List<PredictorKind> begun =
                Arrays.stream(values()).filter(p -> p.word().startsWith(word)).toList();
        return begun.stream()
                .filter(p -> p.word().equals(word))
                .findFirst()
                .or(() -> begun.size() == 1 ? Optional.of(begun.getFirst()) : Optional.empty());
    }

    /// Reads the name at `index`, which must end the line; only `dynamic-weighted` takes another word.
    static Optional<PredictorKind> read(Line line, int index, Problems problems) {
        boolean two = line.size() > index + 1
                && isWord(line.word(index).text() + "-" + line.word(index + 1).text());
        Word first = line.word(index);
        Word word =
                two ? new Word(first.text() + "-" + line.word(index + 1).text(), first.line(), first.column()) : first;
        Optional<PredictorKind> found = known(word.text().toLowerCase(Locale.ROOT));
        if (found.isEmpty()) {
            problems.error(
                    word, "there is no predictor " + word.text(), "round-robin, least-conn or weighted-round-robin");
            return found;
        }
        PredictorKind predictor = found.get();
        if (!predictor.exact()) {
            problems.warning(
                    word,
                    "predictor %s is not available".formatted(predictor.word()),
                    "%s is used instead, which follows the load by counting sessions"
                            .formatted(predictor.scheduler.word()));
        }
        boolean ends = problems.rejectMore(line, index + (two || predictor == DYNAMIC_WEIGHTED ? 2 : 1));
        return ends ? found : Optional.empty();
    }
}
