// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.plan;

import dev.baro.core.config.Config;
import dev.baro.core.model.RealServer;
import dev.baro.core.model.Vip;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/// All overrides by operators: at most one for each server in a VIP, and one for each server in every VIP.
/// The override for a single VIP takes precedence. Overrides survive a new file unless the file lacks
/// their server or VIP.
///
/// @param all all overrides, in the order in which they were set
public record Overrides(List<ServerOverride> all) {
    public static final Overrides NONE = new Overrides(List.of());

    public Overrides {
        all = List.copyOf(all);
    }

    /// @return the server with its effective state and weight in the VIP
    public RealServer effective(String vip, RealServer file) {
        return all.isEmpty()
                ? file
                : of(file.name(), vip).map(override -> override.of(file)).orElse(file);
    }

    /// The effective override of a server in a VIP.
    public Optional<ServerOverride> of(String server, String vip) {
        return exactly(server, vip).or(() -> exactly(server, ""));
    }

    private Optional<ServerOverride> exactly(String server, String vip) {
        return all.stream().filter(override -> override.isFor(server, vip)).findFirst();
    }

    /// A newer override of a server and VIP replaces the older one. An override for every VIP replaces
    /// those for single VIPs.
    Overrides with(ServerOverride newest) {
        Stream<ServerOverride> others = without(newest.server(), newest.vip()).all().stream();
        return new Overrides(Stream.concat(others, Stream.of(newest)).toList());
    }

    /// @param vip the VIP; empty for every override of the server
    Overrides without(String server, String vip) {
        return new Overrides(all.stream()
                .filter(override -> !override.server().equals(server)
                        || !(vip.isEmpty() || override.vip().equals(vip)))
                .toList());
    }

    /// @return the overrides whose server and VIP exist in the configuration
    Overrides in(Config config) {
        return new Overrides(
                all.stream().filter(override -> isIn(config, override)).toList());
    }

    private static boolean isIn(Config config, ServerOverride override) {
        return config.vips().stream()
                .filter(vip -> override.vip().isEmpty() || vip.name().equals(override.vip()))
                .map(Vip::servers)
                .anyMatch(servers -> servers.contains(override.server()));
    }

    /// @return a copy in which passed deadlines are marked as over; `this` if no deadline has passed
    Overrides at(long nowNs) {
        List<ServerOverride> then =
                all.stream().map(override -> override.at(nowNs)).toList();
        return then.equals(all) ? this : new Overrides(then);
    }

    /// @return the overrides whose deadline has passed since `before`
    public List<ServerOverride> overSince(Overrides before) {
        return all.stream()
                .filter(override -> override.wish() instanceof ServerOverride.Wish.Drain(var _, boolean over) && over)
                .filter(override -> !before.all().contains(override))
                .toList();
    }

    /// @return the time of the next deadline
    OptionalLong nextChangeNs() {
        return all.stream()
                .map(ServerOverride::wish)
                .filter(wish -> wish instanceof ServerOverride.Wish.Drain(var _, boolean over) && !over)
                .mapToLong(wish -> ((ServerOverride.Wish.Drain) wish).deadlineNs())
                .filter(deadlineNs -> deadlineNs != ServerOverride.Wish.Drain.NO_DEADLINE)
                .min();
    }
}
