// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.frontend;

import dev.baro.core.config.Bundle;
import dev.baro.core.config.Config;
import dev.baro.core.config.Marked;
import dev.baro.core.config.Problem;
import dev.baro.core.config.Reading;
import dev.baro.core.dscp.MarkedVip;
import dev.baro.core.yaml.BundleParser;
import dev.baro.core.yaml.Parsed;
import dev.baro.core.yaml.Part;
import dev.baro.core.yaml.YamlMarks;
import java.util.List;

/// The VIPs of a configuration text with their marks. A YAML file may have errors, colliding marks, and VIPs
/// without a mark. This class reads as much as possible; the check of the whole file reports the errors.
///
/// @param problems the reasons why nothing could be read; empty if any part was read
public record VipMarks(List<MarkedVip> vips, List<Problem> problems) {
    public VipMarks {
        vips = List.copyOf(vips);
        problems = List.copyOf(problems);
    }

    /// @param source the user's name for the text
    public static VipMarks read(String source, String text) {
        return switch (ConfigFormat.detect(text)) {
            case YAML ->
                switch (BundleParser.parse(text)) {
                    case Parsed.Tree tree ->
                        new VipMarks(placed(YamlMarks.of(source, Part.whole(tree.root())), Bundle.of(text)), List.of());
                    case Parsed.Broken broken -> new VipMarks(List.of(), broken.problems());
                };
            case SERVERIRON ->
                switch (ConfigText.read(text)) {
                    case Reading.Accepted(Config config, var _) -> new VipMarks(Marked.of(source, config), List.of());
                    case Reading.Refused(var problems) -> new VipMarks(List.of(), problems);
                };
        };
    }

    /// The marks with the file and line of each.
    private static List<MarkedVip> placed(List<MarkedVip> vips, Bundle bundle) {
        return vips.stream()
                .map(vip -> {
                    Bundle.Place place = bundle.place(vip.line());
                    return vip.at(Bundle.called(vip.source(), place.name()), place.line());
                })
                .toList();
    }
}
