// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.route;

import java.util.ArrayList;
import java.util.List;

/// What is announced of all VIPs whose routes are wanted, as other threads see it.
///
/// @param all     in the order of the configuration
/// @param repairs how often a route in the kernel was not as it should be since the start
/// @param trouble what the kernel refuses, or what cannot be kept over a restart: one sentence each
public record Announcements(List<Announcement> all, long repairs, List<String> trouble) {
    public static final Announcements NONE = new Announcements(List.of(), 0, List.of());

    /// When more are withdrawn, the list of routes says it better.
    private static final int MOST_PROBLEMS = 5;

    public Announcements {
        all = List.copyOf(all);
        trouble = List.copyOf(trouble);
    }

    public long announced() {
        return all.stream().filter(Announcement::hasRoute).count();
    }

    /// What an operator should act on, one sentence each.
    public List<String> problems() {
        List<Announcement> not = all.stream()
                .filter(route -> route.state() != RouteState.ANNOUNCED)
                .toList();
        List<String> problems = new ArrayList<>(trouble);
        not.stream()
                .limit(MOST_PROBLEMS)
                .map(route -> "the route of " + route.vip() + " is " + route.text())
                .forEach(problems::add);
        if (not.size() > MOST_PROBLEMS) {
            problems.add((not.size() - MOST_PROBLEMS) + " more routes are not announced; look: baro route list");
        }
        return problems;
    }
}
