// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.route;

import dev.baro.cli.terminal.Paint;
import dev.baro.cli.terminal.Paint.Tone;
import dev.baro.cli.terminal.Table;
import dev.baro.cli.terminal.Table.Column;
import dev.baro.core.route.RouteList;
import dev.baro.core.route.RouteList.Exports;
import dev.baro.core.route.RouteList.RouteEntry;
import java.util.ArrayList;
import java.util.List;

/// Shows routes in a form for people.
record RouteView(Paint paint) {
    List<String> lines(RouteList list, Exports exports) {
        List<String> lines = new ArrayList<>();
        if (list.routes().isEmpty()) {
            lines.add("no VIP is configured to be announced; to announce all VIPs, add routes: {announce: true} to"
                    + " the file");
        } else {
            lines.addAll(table(list, exports));
        }
        lines.addAll(list.trouble());
        if (!list.unannounced().isEmpty() && !list.routes().isEmpty()) {
            lines.add("not announced according to the file: " + String.join(", ", list.unannounced()));
        }
        if (exports.asked().isEmpty()) {
            lines.add("the routing daemon was not checked: " + String.join("; ", exports.notLookedAt()));
        }
        return lines;
    }

    private List<String> table(RouteList list, Exports exports) {
        Table table = new Table(
                Column.text("VIP"),
                Column.text("PREFIX"),
                Column.text("STATE"),
                Column.text("EXPORTED TO"),
                Column.text("SINCE"),
                Column.text("REASON"));
        for (RouteEntry route : list.routes()) {
            List<String> to = exports.of(route.prefix());
            table.row(
                    tone(route, to, exports),
                    route.vip(),
                    route.prefix(),
                    route.state(),
                    exported(to, exports),
                    route.since(),
                    route.reason().isEmpty() ? "-" : route.reason());
        }
        return table.lines(paint);
    }

    private static String exported(List<String> to, Exports exports) {
        if (exports.asked().isEmpty()) {
            return "?";
        }
        return to.isEmpty() ? "no router" : String.join(", ", to);
    }

    private static Tone tone(RouteEntry route, List<String> to, Exports exports) {
        boolean unheard = route.hasRoute() && to.isEmpty() && !exports.asked().isEmpty();
        return unheard ? Tone.BAD : route.announced() ? Tone.PLAIN : route.hasRoute() ? Tone.DOUBTFUL : Tone.BAD;
    }
}
