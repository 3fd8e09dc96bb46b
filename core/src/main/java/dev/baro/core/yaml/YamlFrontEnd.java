// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.yaml;

import dev.baro.core.config.Config;
import dev.baro.core.config.Problem;
import dev.baro.core.config.ProblemLimit;
import dev.baro.core.config.Reading;
import dev.baro.core.yaml.YamlTree.Mapping;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;

/// Reads the YAML form of a configuration: `baro.yaml`, as `docs/reference/configuration.md` describes it. Never
/// throws; a text that is no configuration is a [Reading.Refused] that says where and why.
public final class YamlFrontEnd {
    private static final SchemaCheck SCHEMA = schema();

    private static final List<Function<Part, List<Problem>>> CHECKS = List.of(
            AddressCheck::check,
            AddressPlanCheck::check,
            ReferenceCheck::check,
            DscpCheck::check,
            PortCheck::check,
            NamedChecks::check,
            ProbeCheck::check,
            SessionKeys::check,
            MetricsKeys::check);

    private YamlFrontEnd() {}

    public static Reading<Config> read(String text) {
        return switch (YamlParser.parse(text)) {
            case Parsed.Broken broken -> new Reading.Refused<>(broken.problems());
            case Parsed.Tree tree -> read(tree.root(), tree.problems());
        };
    }

    private static Reading<Config> read(Mapping root, List<Problem> ofParser) {
        Part file = Part.whole(root);
        List<Problem> ofSize = SizeCheck.check(file);
        if (!ofSize.isEmpty()) {
            return new Reading.Refused<>(ofSize);
        }
        List<Problem> ofSchema = SCHEMA.check(root);
        // A file with so many mistakes is not looked at as a whole: it is of another kind.
        Stream<Problem> acrossTheFile = ofSchema.size() > ProblemLimit.COUNTED
                ? Stream.of()
                : CHECKS.stream().flatMap(check -> check.apply(file).stream());
        Stream<Problem> problems =
                Stream.of(ofParser.stream(), ofSchema.stream(), acrossTheFile).flatMap(found -> found);
        return Reading.of(problems, () -> ConfigMapping.of(file));
    }

    private static SchemaCheck schema() {
        return SchemaCheck.of(Objects.requireNonNull(
                YamlFrontEnd.class.getResourceAsStream("baro-v1.schema.json"), "baro-v1.schema.json"));
    }
}
