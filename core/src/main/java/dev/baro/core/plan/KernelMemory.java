// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.plan;

import dev.baro.core.config.Config;
import dev.baro.core.model.RealServer;
import dev.baro.core.model.Vip;
import dev.baro.core.schedule.Scheduler;
import dev.baro.core.schedule.Share;
import dev.baro.core.schedule.SlotChoice;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The kernel memory of a configuration, besides the maps of fixed size.
///
/// @param sessionTable the table's size in bytes, allocated at the first start
/// @param rings        the size in bytes if every server is usable and all slots of hashed rings have just
///                     moved; during a change, the changing rings count twice
public record KernelMemory(long sessionTable, long rings) {
    private static final int LINE_BYTES = 64;
    private static final int HEADER_BYTES = 16;

    public static KernelMemory of(Config config) {
        Map<String, RealServer> servers = config.serversByName();
        return new KernelMemory(
                config.sessions().tableBytes(),
                config.vips().stream().mapToLong(vip -> rings(servers, vip)).sum());
    }

    public long total() {
        return sessionTable + rings;
    }

    /// Computes the part shared by several ports only once.
    private static long rings(Map<String, RealServer> servers, Vip vip) {
        Map<List<String>, Long> known = new HashMap<>();
        return vip.ports().stream()
                .mapToLong(port -> known.computeIfAbsent(vip.servers(port), names -> ring(servers, vip, names)))
                .sum();
    }

    private static long ring(Map<String, RealServer> servers, Vip vip, List<String> names) {
        Scheduler scheduler = Scheduler.of(vip.options().scheduler());
        List<Share> shares = names.stream()
                .flatMap(name -> Stream.ofNullable(servers.get(name)))
                .filter(server -> server.weight() > 0) // servers with weight 0 have no slot
                .map(server -> new Share(server.name(), server.weight()))
                .toList();
        long slots = scheduler.slots(shares);
        long marks = scheduler.choice() == SlotChoice.TWO_CHOICES ? 0 : lines(2 * Short.BYTES * slots);
        long members = scheduler.choice() == SlotChoice.NEXT ? shares.size() : 0;
        return lines(Short.BYTES * (slots + members)) + marks;
    }

    private static long lines(long bytes) {
        return (HEADER_BYTES + bytes + LINE_BYTES - 1) / LINE_BYTES * LINE_BYTES;
    }
}
