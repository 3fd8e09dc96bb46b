// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.status;

import dev.baro.core.model.Dscp;
import dev.baro.dataplane.decap.Decapsulator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The status as a table for people and as JSON for programs.
public final class StatusText {
    private static final List<String> HEADER = List.of("VIP", "METHOD", "DSCP", "LOOPBACK", "RULE", "STATE", "PACKETS");
    private static final JsonMapper JSON = new JsonMapper();

    private StatusText() {}

    public static String table(Status status) {
        List<List<String>> cells = Stream.concat(
                        Stream.of(HEADER), status.vips().stream().map(StatusText::cells))
                .toList();
        int[] widths = IntStream.range(0, HEADER.size())
                .mapToObj(i -> cells.stream().mapToInt(row -> row.get(i).length()))
                .mapToInt(lengths -> lengths.max().orElse(0))
                .toArray();
        return cells.stream().map(row -> line(row, widths)).collect(Collectors.joining())
                + tunnels(status.decapsulator());
    }

    public static String json(Status status) {
        ObjectNode root = JSON.createObjectNode();
        root.put("started", status.allStarted());
        ArrayNode vips = root.putArray("vips");
        status.vips().forEach(row -> put(vips.addObject(), row));
        ArrayNode tunnels = root.putArray("tunnels");
        for (Decapsulator.Attachment attachment : status.decapsulator().attachments()) {
            tunnels.addObject().put("interface", attachment.interfaceName()).put("mode", mode(attachment));
        }
        ArrayNode losses = root.putArray("tunnel-losses");
        new TreeMap<>(status.decapsulator().counters())
                .forEach((vip, counters) -> losses.addObject()
                        .put("vip", vip.toString())
                        .put("fragments", counters.fragments())
                        .put("ecn-dropped", counters.ecnDropped()));
        return root.toPrettyString() + "\n";
    }

    private static void put(ObjectNode json, VipStatus row) {
        Dscp dscp = row.dscp();
        json.put("vip", row.vip()).put("method", row.method().word());
        json.put("dscp", dscp == null ? null : dscp.codePoint());
        json.put("class", dscp == null ? "" : dscp.className());
        json.put("loopback", row.loopback())
                .put("rule", row.rule().word())
                .put("table", row.table())
                .put("state", row.state().word());
        json.put("packets", counts(row) ? row.packets() : null);
    }

    private static List<String> cells(VipStatus row) {
        return List.of(
                row.vip(),
                row.method().word(),
                dscp(row.dscp()),
                row.loopback() ? "yes" : "missing",
                rule(row),
                row.state().word(),
                counts(row) ? Long.toString(row.packets()) : "-");
    }

    /// Tunnel information that an operator needs even if every VIP is started: the XDP mode, and lost packets.
    private static String tunnels(Decapsulator decapsulator) {
        if (decapsulator.attachments().isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder("\ntunnel headers are removed on "
                + decapsulator.attachments().stream()
                        .map(a -> a.interfaceName() + " (" + mode(a) + ")")
                        .collect(Collectors.joining(", "))
                + "\n");
        new TreeMap<>(decapsulator.counters())
                .entrySet().stream()
                        .filter(e -> e.getValue().fragments() > 0)
                        .map(StatusText::fragments)
                        .forEach(text::append);
        return text.toString();
    }

    private static String fragments(Map.Entry<?, Decapsulator.Counters> entry) {
        return entry.getKey() + ": " + entry.getValue().fragments()
                + " tunnel packets arrived in fragments, which are not reassembled here;"
                + " raise the MTU between balancer and server\n";
    }

    private static String rule(VipStatus row) {
        if (row.state() == VipStatus.State.FOREIGN) {
            return row.table();
        }
        return row.rule() == VipStatus.RuleState.NONE_NEEDED ? "-" : row.rule().word();
    }

    private static boolean counts(VipStatus row) {
        return row.rule() != VipStatus.RuleState.NONE_NEEDED;
    }

    private static String mode(Decapsulator.Attachment attachment) {
        return attachment.nativeMode() ? "native" : "generic";
    }

    /// The configured DSCP number, and nft's name for it.
    private static String dscp(@Nullable Dscp dscp) {
        if (dscp == null) {
            return "-";
        }
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
