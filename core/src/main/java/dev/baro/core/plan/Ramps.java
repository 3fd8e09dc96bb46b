// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.plan;

import dev.baro.core.config.Config;
import dev.baro.core.model.RealServer;
import dev.baro.core.model.SlowStart;
import dev.baro.core.model.Vip;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BiPredicate;

/// The real servers in slow start. A server ramps when it joins others that have served the VIP for longer than
/// a ramp. Servers that begin together, as after a start of the daemon, are equally empty and need no ramp.
///
/// @param vips the ramping servers of each VIP, by the VIP's name
public record Ramps(Map<String, OfVip> vips) {
    public static final Ramps NONE = new Ramps(Map.of());

    public Ramps {
        vips = Map.copyOf(vips);
    }

    /// @param servingSinceNs the monotonic time since which at least one server has been accepting new sessions
    /// @param takers         the members that take new sessions
    /// @param ramping        the members below their full share
    public record OfVip(long servingSinceNs, Set<String> takers, Map<String, Ramp> ramping) {
        static final OfVip UNSERVED = new OfVip(0, Set.of(), Map.of());

        public OfVip {
            takers = Set.copyOf(takers);
            ramping = Map.copyOf(ramping);
        }

        OfVip after(Set<String> now, SlowStart slowStart, long nowNs) {
            if (takers.isEmpty()) {
                return new OfVip(nowNs, now, Map.of());
            }
            boolean grown = nowNs - servingSinceNs >= slowStart.time().toNanos();
            Map<String, Ramp> next = new HashMap<>();
            for (String server : now) {
                Ramp before = takers.contains(server) ? ramping.get(server) : new Ramp(nowNs, 1);
                if (before != null && (takers.contains(server) || grown)) {
                    next.put(server, new Ramp(before.sinceNs(), slowStart.step(nowNs - before.sinceNs())));
                }
            }
            next.values().removeIf(ramp -> ramp.step() == SlowStart.STEPS);
            return new OfVip(servingSinceNs, now, next);
        }
    }

    /// @param sinceNs the monotonic time when the ramp began
    /// @param step    the current step, 1..[SlowStart#STEPS] - 1
    public record Ramp(long sinceNs, int step) {}

    /// @return the effective tenths of the server's weight, 1..[SlowStart#STEPS]
    public int step(String vip, String server) {
        OfVip found = vips.get(vip);
        Ramp ramp = found == null ? null : found.ramping().get(server);
        return ramp == null ? SlowStart.STEPS : ramp.step();
    }

    /// @param takes the members that take new sessions now
    Ramps after(Config config, BiPredicate<Vip, RealServer> takes, long nowNs) {
        if (config.vips().stream().allMatch(vip -> vip.options().slowStart().isNone())) {
            return NONE;
        }
        Map<String, RealServer> servers = config.serversByName();
        Map<String, OfVip> next = new HashMap<>();
        for (Vip vip : config.vips()) {
            if (!vip.options().slowStart().isNone()) {
                Set<String> takers = new HashSet<>(vip.servers());
                takers.removeIf(name -> {
                    RealServer server = servers.get(name);
                    return server == null || !takes.test(vip, server);
                });
                next.put(vip.name(), of(vip).after(takers, vip.options().slowStart(), nowNs));
            }
        }
        return new Ramps(next);
    }

    /// @return the earliest time at which any ramp moves to its next step
    OptionalLong nextChangeNs(Config config) {
        return config.vips().stream()
                .flatMapToLong(vip -> of(vip).ramping().values().stream()
                        .mapToLong(ramp ->
                                ramp.sinceNs() + vip.options().slowStart().endOfStepNs(ramp.step())))
                .min();
    }

    private OfVip of(Vip vip) {
        return vips.getOrDefault(vip.name(), OfVip.UNSERVED);
    }
}
