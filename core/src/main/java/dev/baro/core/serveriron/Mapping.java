// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.serveriron;

import dev.baro.core.config.Config;
import dev.baro.core.config.PageSettings;
import dev.baro.core.model.HealthTimings;
import dev.baro.core.model.MetricsSettings;
import dev.baro.core.model.Vip;
import java.util.List;

/// Maps the lines to the model. It skips invalid parts so that the checks see the rest. The caller discards the
/// result if there was an error.
final class Mapping {
    private Mapping() {}

    static Config config(Text text, Problems problems) {
        List<Bindings> all = text.virtuals().stream()
                .map(virtual -> Bindings.of(virtual, text, problems))
                .toList();
        HealthTimings health = Health.timings(text, all, problems);
        List<Vip> vips = all.stream()
                .flatMap(bindings -> Vips.vip(bindings, text, health, problems).stream())
                .toList();
        reportLeftOut(text, vips.isEmpty(), problems);
        if (vips.isEmpty() && !problems.hasErrors()) {
            problems.error(
                    new Word("", 0, 0),
                    "there is no virtual server to import",
                    "add at least one: server virtual NAME ADDRESS, with tos-marking and bind lines");
        }
        return new Config(
                "",
                List.of(),
                List.of(),
                Servers.servers(text, all, problems),
                vips,
                health,
                Options.sessions(text, problems),
                MetricsSettings.NONE,
                PageSettings.NONE,
                "");
    }

    /// If no virtual server remains, each skipped one is an error; otherwise the rest of
    /// the configuration is usable.
    private static void reportLeftOut(Text text, boolean nothingElse, Problems problems) {
        for (Text.LeftOut out : text.leftOut()) {
            if (nothingElse) {
                problems.error(out.header().first(), out.what(), out.fix());
            } else {
                problems.warning(out.header().first(), "left out: " + out.what(), out.fix());
            }
        }
    }
}
