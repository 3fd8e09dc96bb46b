// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.route;

import dev.baro.core.config.RouteSettings;
import dev.baro.core.model.IpAddress;
import dev.baro.core.model.RealServer;
import dev.baro.core.model.Vip;
import dev.baro.core.plan.State;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Determines which VIPs are announced, and the reasons why others are not. A route is announced while this
/// balancer forwards packets for its VIP and enough real servers are usable. An announced VIP stays announced
/// while its servers have no verdict, so a mere restart changes nothing.
///
/// @param routes  the announcements by VIP, in the order of the configuration
/// @param adopted the addresses whose routes were left by an earlier daemon
public record RouteBook(Map<String, Announcement> routes, Set<IpAddress> adopted) {
    /// The time allowed for the first verdicts after a start or a new file. The slowest checks
    /// take a few seconds.
    public static final Duration FIRST_TIME = Duration.ofSeconds(30);

    public RouteBook {
        routes = Collections.unmodifiableMap(new LinkedHashMap<>(routes));
        adopted = Set.copyOf(adopted);
    }

    /// @param found addresses whose routes are in the kernel
    public static RouteBook adopting(Set<IpAddress> found) {
        return new RouteBook(Map.of(), found);
    }

    public List<Announcement> all() {
        return List.copyOf(routes.values());
    }

    /// The book with the current states and reasons, and the time when each state last changed.
    public RouteBook after(State state, HostView host, Withdrawals withdrawals, long nowNs) {
        Map<String, RealServer> servers = state.config().serversByName();
        RouteSettings settings = state.config().routes();
        Map<String, Announcement> next = new LinkedHashMap<>();
        for (Vip vip : state.config().vips()) {
            if (settings.announces(vip.name())) {
                String obstacle = host.obstacle(vip.address(), settings.inMainTable());
                String reason = obstacle.isEmpty()
                        ? new Readiness(state, vip, servers, hadRoute(vip), nowNs).reason(host.waits())
                        : obstacle;
                next.put(vip.name(), decided(vip, reason, withdrawals.of(vip.name()), settings.leave(), nowNs));
            }
        }
        return new RouteBook(next, Set.of());
    }

    /// The time of the next change that the mere passage of time causes.
    ///
    /// @return a monotonic time, later than `nowNs`
    public OptionalLong nextChangeNs(State state, Withdrawals withdrawals, long nowNs) {
        long leaveNs = state.config().routes().leave().toNanos();
        Stream<Long> gone = routes.values().stream()
                .filter(route -> route.state() == RouteState.LEAVING)
                .flatMap(route -> withdrawals.of(route.vip()).stream())
                .map(withdrawal -> withdrawal.sinceNs() + leaveNs);
        Stream<Long> decided = routes.values().stream()
                .filter(route -> route.state() == RouteState.WITHDRAWN)
                .map(_ -> state.acceptedAtNs() + FIRST_TIME.toNanos());
        return Stream.concat(gone, decided)
                .mapToLong(Long::longValue)
                .filter(changeNs -> changeNs > nowNs)
                .min();
    }

    private boolean hadRoute(Vip vip) {
        return Optional.ofNullable(routes.get(vip.name()))
                .map(before -> before.hasRoute() && before.address().equals(vip.address()))
                .orElse(adopted.contains(vip.address()));
    }

    private Announcement decided(Vip vip, String reason, Optional<Withdrawal> withdrawal, Duration leave, long nowNs) {
        if (withdrawal.isPresent()) {
            long goneNs = withdrawal.get().sinceNs() + leave.toNanos();
            boolean leaves =
                    hadRoute(vip) && reason.isEmpty() && !withdrawal.get().atOnce() && nowNs < goneNs;
            return since(
                    vip,
                    leaves ? RouteState.LEAVING : RouteState.WITHDRAWN,
                    withdrawal.get().text(),
                    nowNs);
        }
        return since(vip, reason.isEmpty() ? RouteState.ANNOUNCED : RouteState.WITHDRAWN, reason, nowNs);
    }

    private Announcement since(Vip vip, RouteState now, String reason, long nowNs) {
        long sinceNs = Optional.ofNullable(routes.get(vip.name()))
                .filter(before -> before.state() == now && before.address().equals(vip.address()))
                .map(Announcement::sinceNs)
                .orElse(nowNs);
        return new Announcement(vip.name(), vip.address(), now, reason, sinceNs);
    }

    /// Whether this balancer can serve a VIP. A standby server counts, as in [Shortage], because it is called
    /// before the VIP is short.
    ///
    /// @param before whether the VIP's route was announced until now
    private record Readiness(State state, Vip vip, Map<String, RealServer> servers, boolean before, long nowNs) {
        /// @param waits the reason why an unannounced VIP must wait; may be empty
        /// @return the reason why this balancer cannot serve the VIP; empty if it can
        String reason(String waits) {
            int need = vip.options().need();
            long usable = count(server -> state.isReady(vip, server));
            long undecided = undecided();
            if (!loaded()) {
                return "its entries are not in the kernel" + (state.failure().isEmpty() ? "" : ": " + state.failure());
            }
            if (undecided > 0 && (!before || usable < need && mayCome(need))) {
                return before ? "" : undecided + " of " + vip.servers().size() + " members have no verdict yet";
            }
            if (usable < need) {
                return usable + " of " + need + " required members are usable";
            }
            return before ? "" : waits;
        }

        /// Whether a plan for the VIP is in the kernel: the previous plan stays in force if
        /// the newest one failed.
        private boolean loaded() {
            return state.applied() > 0 && (before || state.applied() == state.revision());
        }

        /// The number of servers without a first verdict; 0 after the initial period.
        private long undecided() {
            boolean waits = state.health().watched() && nowNs - state.acceptedAtNs() < FIRST_TIME.toNanos();
            return waits ? count(server -> state.isUndecided(vip, server)) : 0;
        }

        private boolean mayCome(int need) {
            return count(server -> state.isReady(vip, server) || state.isUndecided(vip, server)) >= need;
        }

        private long count(Predicate<RealServer> which) {
            return vip.servers().stream()
                    .map(servers::get)
                    .filter(Objects::nonNull)
                    .filter(which)
                    .count();
        }
    }
}
