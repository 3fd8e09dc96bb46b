// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.peer;

import dev.baro.balancer.control.Startup;
import dev.baro.core.api.Version;
import dev.baro.core.config.Config;
import dev.baro.core.health.Condition;
import dev.baro.core.health.Health;
import dev.baro.core.peer.PeerReport;
import dev.baro.core.peer.PeerReport.NotUp;
import dev.baro.core.plan.Overrides;
import dev.baro.core.plan.ServerOverride;
import dev.baro.core.plan.State;
import dev.baro.core.writer.YamlText;
import dev.baro.dataplane.forward.HashKey;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;

/// Creates this balancer's report from its state. The digest of a configuration is computed only once. Only one
/// owner at a time may use this object.
final class OwnReport {
    private final Startup startup;
    private Config digested = Config.EMPTY;
    private String digest = "";

    OwnReport(Startup startup) {
        this.startup = startup;
    }

    synchronized PeerReport of(State state, HashKey key) {
        List<NotUp> notUp = notUp(state.health());
        boolean complete = state.health().watched() && notUp.size() <= PeerReport.MAX_NOT_UP;
        return new PeerReport(
                startup.placement().balancer(),
                Version.text(),
                state.revision(),
                configDigest(state.config()),
                startup.wallTime(state.acceptedAtNs())
                        .truncatedTo(ChronoUnit.SECONDS)
                        .toString(),
                Secrets.digest(Secrets.hex(key)),
                overrides(state.overrides()),
                complete ? notUp : List.of(),
                complete);
    }

    /// The digest of a configuration's content. Two texts with the same meaning have the same digest.
    @SuppressWarnings("ReferenceEquality") // comparing two configurations costs as much as digesting one of them
    synchronized String configDigest(Config config) {
        if (config != digested || digest.isEmpty()) {
            digest = digest(config);
            digested = config;
        }
        return digest;
    }

    static String digest(Config config) {
        return Secrets.digest(YamlText.of(config)).substring(0, 12);
    }

    private static List<NotUp> notUp(Health health) {
        return health.members().entrySet().stream()
                .filter(entry -> entry.getValue().condition() != Condition.UP)
                .map(entry -> new NotUp(
                        entry.getKey().vip(),
                        entry.getKey().port(),
                        entry.getKey().server(),
                        entry.getValue().condition().word()))
                .toList();
    }

    /// The digest of the overrides, excluding their start times.
    private static String overrides(Overrides overrides) {
        return Secrets.digest(
                overrides.all().stream().map(OwnReport::words).sorted().collect(Collectors.joining("\n")));
    }

    private static String words(ServerOverride override) {
        String wish = switch (override.wish()) {
            case ServerOverride.Wish.Drain _ -> "drain";
            case ServerOverride.Wish.Disable _ -> "disable";
            case ServerOverride.Wish.Weight(int weight) -> "weight " + weight;
        };
        return override.server() + " " + override.vip() + " " + wish;
    }
}
