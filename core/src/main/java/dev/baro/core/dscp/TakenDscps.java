// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.dscp;

import dev.baro.core.dscp.MarkedVip.MarkedServer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The values that each server already uses for VIPs.
public final class TakenDscps {
    /// The taken values by server identity, with a bit for each value.
    private final Map<String, Long> byServer = new HashMap<>();

    private TakenDscps() {}

    public static TakenDscps of(List<MarkedVip> vips) {
        TakenDscps taken = new TakenDscps();
        for (MarkedVip vip : vips) {
            for (MarkedServer server : vip.servers()) {
                taken.byServer.merge(server.identity(), 1L << vip.codePoint(), (a, b) -> a | b);
            }
        }
        return taken;
    }

    /// The best values that are free on all of this VIP's servers.
    public List<Integer> free(MarkedVip vip, int howMany) {
        long bits = vip.servers().stream()
                .mapToLong(server -> byServer.getOrDefault(server.identity(), 0L))
                .reduce(0, (a, b) -> a | b);
        Set<Integer> taken = IntStream.range(0, Long.SIZE)
                .filter(value -> (bits >> value & 1) == 1)
                .boxed()
                .collect(Collectors.toSet());
        return CodePoint.free(taken, howMany);
    }
}
