// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.route;

import java.util.ArrayList;
import java.util.List;

/// The announcements of all VIPs with routes, for other threads.
///
/// @param all     all announcements, in the order of the configuration
/// @param repairs the number of routes in the kernel that were repaired since the start
/// @param trouble the routes that the kernel refuses, or data that cannot be stored, one sentence each
public record Announcements(List<Announcement> all, long repairs, List<String> trouble) {
    public static final Announcements NONE = new Announcements(List.of(), 0, List.of());

    /// The maximum number of problems shown; for the others, operators are referred to the list of routes.
    private static final int MOST_PROBLEMS = 5;

    public Announcements {
        all = List.copyOf(all);
        trouble = List.copyOf(trouble);
    }

    public long announced() {
        return all.stream().filter(Announcement::hasRoute).count();
    }

    /// The problems that require an operator, one sentence each.
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
