// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.route;

import dev.baro.balancer.log.Log;
import dev.baro.core.model.IpAddress;
import dev.baro.core.route.Announcement;
import dev.baro.dataplane.kernel.BlackholeRoutes;
import dev.baro.dataplane.kernel.BlackholeRoutes.Blackhole;
import dev.baro.dataplane.kernel.DataplaneException;
import dev.baro.dataplane.kernel.ErrnoException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Aligns the kernel's blackhole routes with the announcements, and reports foreign changes. Routes to
/// addresses that this instance does not own are left alone, because they may belong to another instance.
///
/// It is not thread-safe and has one owner.
final class KernelTable {
    private Set<Blackhole> put = Set.of();
    /// The routes that could not be removed.
    private Set<Blackhole> stuck = Set.of();
    private final Set<IpAddress> owned = new HashSet<>();
    private final Set<IpAddress> unknown = new HashSet<>();
    private long repairs;

    /// @param kept the addresses whose routes an earlier daemon of this instance left behind
    KernelTable(Set<IpAddress> kept) {
        owned.addAll(kept);
    }

    static Set<IpAddress> present() {
        return BlackholeRoutes.all().stream().map(Blackhole::address).collect(Collectors.toSet());
    }

    /// The addresses whose routes this instance has added and not removed.
    Set<IpAddress> addresses() {
        return Stream.concat(put.stream(), stuck.stream())
                .map(Blackhole::address)
                .collect(Collectors.toSet());
    }

    /// How many foreign changes have been repaired.
    long repairs() {
        return repairs;
    }

    /// Aligns the kernel's routes. The new route for an address is added before the old one is removed.
    ///
    /// @param vips the addresses of the configuration, announced or not
    /// @return the changes that the kernel has refused, one sentence each
    List<String> reconcile(List<Announcement> wanted, Set<IpAddress> vips, int table) {
        owned.addAll(vips);
        Set<Blackhole> should = wanted.stream()
                .filter(Announcement::hasRoute)
                .map(route ->
                        new Blackhole(route.address(), table, route.state().metric()))
                .collect(Collectors.toCollection(LinkedHashSet::new));
        List<String> trouble = new ArrayList<>();
        Set<Blackhole> found;
        try {
            found = new HashSet<>(BlackholeRoutes.all());
        } catch (DataplaneException | ErrnoException e) {
            return List.of("the kernel's routes cannot be read: " + e.getMessage());
        }
        count(found, should);
        put = should.stream()
                .filter(route -> found.contains(route) || attempt(trouble, route, BlackholeRoutes::add))
                .collect(Collectors.toSet());
        stuck = found.stream()
                .filter(route -> !should.contains(route) && isOwned(route))
                .filter(route -> !attempt(trouble, route, BlackholeRoutes::remove))
                .collect(Collectors.toSet());
        return trouble;
    }

    private boolean isOwned(Blackhole route) {
        if (owned.contains(route.address())) {
            return true;
        }
        if (unknown.add(route.address())) {
            Log.warning(
                    "ROUTE_UNKNOWN",
                    "address",
                    route.address(),
                    "text",
                    "a route with proto " + BlackholeRoutes.PROTOCOL + " in table " + route.table()
                            + " belongs to no VIP here; it is kept, because another instance may have added it");
        }
        return false;
    }

    /// Counts and logs missing routes of this instance, and foreign routes of its VIPs.
    private void count(Set<Blackhole> found, Set<Blackhole> should) {
        if (put.isEmpty()) {
            return; // at the start, no change counts as a repair
        }
        Stream<Blackhole> gone = put.stream().filter(should::contains).filter(route -> !found.contains(route));
        Stream<Blackhole> foreign = found.stream()
                .filter(route -> owned.contains(route.address()))
                .filter(route -> !put.contains(route) && !stuck.contains(route) && !should.contains(route));
        Stream.concat(gone, foreign).forEach(route -> {
            repairs++;
            Log.warning(
                    "REPAIRED",
                    "kind",
                    "route",
                    "text",
                    "the route to " + route.address() + " in table " + route.table() + " with metric " + route.metric()
                            + (should.contains(route) ? " was gone" : " was present but should not be"));
        });
    }

    private static boolean attempt(List<String> trouble, Blackhole route, Consumer<Blackhole> change) {
        try {
            change.accept(route);
            return true;
        } catch (ErrnoException e) {
            trouble.add(sentence(route, e));
            return false;
        }
    }

    private static String sentence(Blackhole route, ErrnoException e) {
        return e.errno() == ErrnoException.EEXIST
                ? "another route to " + route.address() + " with metric " + route.metric() + " is in table "
                        + route.table() + "; look: ip route show table " + route.table()
                : String.valueOf(e.getMessage());
    }
}
