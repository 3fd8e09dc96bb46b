// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.yaml;

import dev.baro.core.model.HealthPolicy;
import dev.baro.core.model.HealthTimings;
import dev.baro.core.model.MassFailurePolicy;
import dev.baro.core.model.PassivePolicy;
import dev.baro.core.model.ProbeTiming;
import dev.baro.core.model.ServiceProbes;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/// The probe timings in the file, with their defaults; the default L2 interval depends on the L3 interval.
final class Timings {
    private Timings() {}

    static HealthTimings of(Part file) {
        Optional<Part> health = file.part("health-defaults");
        HealthTimings defaults = HealthTimings.DEFAULTS;
        ProbeTiming l3 = layer(health, "l3", defaults.l3());
        ProbeTiming l2 = new ProbeTiming(
                l3.interval().multipliedBy(HealthTimings.L2_INTERVAL_FACTOR),
                defaults.l2().timeout(),
                defaults.l2().fall(),
                defaults.l2().rise());
        return new HealthTimings(
                layer(health, "l2", l2),
                l3,
                layer(health, "l4", defaults.l4()),
                layer(health, "l7", defaults.l7()),
                policy(file.part("health").orElse(Part.EMPTY)));
    }

    private static HealthPolicy policy(Part health) {
        HealthPolicy defaults = HealthPolicy.DEFAULTS;
        Part massFailure = health.part("mass-failure").orElse(Part.EMPTY);
        return new HealthPolicy(
                health.text("up-after")
                        .filter(layer -> layer.value().equals("l7"))
                        .isPresent(),
                health.flag("ping").map(Placed::value).orElse(defaults.ping()),
                health.duration("hold-down").map(Placed::value).orElse(defaults.holdDown()),
                new MassFailurePolicy(
                        massFailure
                                .number("share")
                                .map(Placed::value)
                                .filter(share -> share >= 1 && share <= 100)
                                .orElse(defaults.massFailure().share()),
                        massFailure
                                .duration("within")
                                .map(Placed::value)
                                .orElse(defaults.massFailure().within())),
                health.text("passive").flatMap(Timings::passive).orElse(defaults.passive()));
    }

    private static Optional<PassivePolicy> passive(Placed<String> word) {
        return Stream.of(PassivePolicy.values())
                .filter(policy -> policy.word().equals(word.value()))
                .findFirst();
    }

    private static ProbeTiming layer(Optional<Part> health, String name, ProbeTiming defaults) {
        return said(health.flatMap(part -> part.part(name)).orElse(Part.EMPTY)).over(defaults);
    }

    /// @param layer the layer, which has the keys of a timing among its keys
    static ServiceProbes.Timing said(Part layer) {
        return new ServiceProbes.Timing(
                duration(layer, "interval"),
                duration(layer, "fast-interval"),
                duration(layer, "timeout"),
                fall(layer).orElse(0),
                layer.number("rise").map(Placed::value).orElse(0));
    }

    private static Duration duration(Part layer, String key) {
        return layer.duration(key).map(Placed::value).orElse(Duration.ZERO);
    }

    private static Optional<Integer> fall(Part layer) {
        return layer.number("fall")
                .map(Placed::value)
                .or(() -> layer.number("retries").map(retries -> retries.value() + 1));
    }
}
