// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.config;

import java.util.stream.Stream;

/// The differences in the routes of VIPs.
final class RouteDiff {
    private RouteDiff() {}

    static Stream<Change> routes(Config before, Config after) {
        RouteSettings old = before.routes();
        RouteSettings now = after.routes();
        if (old.equals(now)) {
            return Stream.of();
        }
        return Stream.of(
                        Change.ofValue("routes.announce", old.announce(), now.announce(), String::valueOf),
                        Change.ofValue("routes.table", old.table(), now.table(), String::valueOf),
                        Change.ofValue("routes.leave", old.leave(), now.leave(), Literals::text),
                        Stream.concat(old.exceptions().keySet().stream(), now.exceptions().keySet().stream())
                                .distinct()
                                .sorted()
                                .flatMap(vip -> Change.ofValue(
                                        "vips." + vip + ".announce",
                                        old.announces(vip),
                                        now.announces(vip),
                                        String::valueOf)))
                .flatMap(changed -> changed);
    }
}
