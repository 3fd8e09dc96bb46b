// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent;

import dev.baro.core.dscp.Dscp;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The status as a table for people and as JSON for programs.
final class StatusText {
    private static final List<String> HEADER = List.of("VIP", "DSCP", "LOOPBACK", "RULE", "STATE", "PACKETS");
    private static final JsonMapper JSON = new JsonMapper();

    private StatusText() {}

    static String table(List<VipStatus> rows) {
        List<List<String>> cells = Stream.concat(
                        Stream.of(HEADER), rows.stream().map(StatusText::cells))
                .toList();
        int[] widths = IntStream.range(0, HEADER.size())
                .map(i -> cells.stream()
                        .mapToInt(row -> row.get(i).length())
                        .max()
                        .orElse(0))
                .toArray();
        return cells.stream().map(row -> line(row, widths)).collect(Collectors.joining());
    }

    static String json(List<VipStatus> rows) {
        ObjectNode root = JSON.createObjectNode();
        root.put("started", VipStatus.allStarted(rows));
        ArrayNode vips = root.putArray("vips");
        for (VipStatus row : rows) {
            vips.addObject()
                    .put("vip", row.vip())
                    .put("dscp", row.dscp().codePoint())
                    .put("class", row.dscp().className())
                    .put("loopback", row.loopback())
                    .put("rule", row.rule().word())
                    .put("table", row.table())
                    .put("state", row.state().word())
                    .put("packets", row.packets());
        }
        return root.toPrettyString() + "\n";
    }

    private static List<String> cells(VipStatus row) {
        return List.of(
                row.vip(),
                dscp(row.dscp()),
                row.loopback() ? "yes" : "missing",
                row.state() == VipStatus.State.FOREIGN
                        ? row.table()
                        : row.rule().word(),
                row.state().word(),
                Long.toString(row.packets()));
    }

    /// The number as configured, and the name as nft prints it.
    private static String dscp(Dscp dscp) {
        String name = dscp.className().toLowerCase(Locale.ROOT);
        return dscp.codePoint() + (name.isEmpty() ? "" : " (" + name + ")");
    }

    private static String line(List<String> row, int[] widths) {
        String cells = IntStream.range(0, row.size())
                .mapToObj(i -> row.get(i) + " ".repeat(widths[i] - row.get(i).length()))
                .collect(Collectors.joining("  "));
        return cells.stripTrailing() + "\n";
    }
}
