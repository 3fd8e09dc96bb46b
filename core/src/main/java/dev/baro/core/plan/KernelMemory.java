// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.plan;

import dev.baro.core.config.Config;
import dev.baro.core.model.Vip;
import dev.baro.core.schedule.Scheduler;
import dev.baro.core.schedule.Share;
import dev.baro.core.schedule.SlotChoice;
import java.util.List;

/// What the kernel takes for a configuration, beside the maps that are alike for every one.
///
/// @param sessionTable bytes, taken at the first start
/// @param rings        bytes, when every server is usable and all slots of hashed rings have just moved; while a change
///                     is made, those of the rings that change are taken twice
public record KernelMemory(long sessionTable, long rings) {
    private static final int LINE_BYTES = 64;
    private static final int HEADER_BYTES = 8;

    public static KernelMemory of(Config config) {
        return new KernelMemory(
                config.sessions().tableBytes(),
                config.vips().stream().mapToLong(vip -> rings(config, vip)).sum());
    }

    public long total() {
        return sessionTable + rings;
    }

    private static long rings(Config config, Vip vip) {
        Scheduler scheduler = Scheduler.of(vip.options().scheduler());
        List<Share> shares = vip.servers().stream()
                .flatMap(name -> config.server(name).stream())
                .filter(server -> server.weight() > 0) // the others have no slot
                .map(server -> new Share(server.name(), server.weight()))
                .toList();
        long slots = scheduler.slots(shares);
        long marks = scheduler.choice() == SlotChoice.HASH ? lines(2 * Short.BYTES * slots) : 0;
        return vip.ports().size() * (lines(Short.BYTES * slots) + marks);
    }

    private static long lines(long bytes) {
        return (HEADER_BYTES + bytes + LINE_BYTES - 1) / LINE_BYTES * LINE_BYTES;
    }
}
