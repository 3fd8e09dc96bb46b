// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.route;

import dev.baro.balancer.log.Log;
import dev.baro.core.config.Config;
import dev.baro.core.model.IpAddress;
import dev.baro.core.model.Vip;
import dev.baro.core.route.Announcement;
import dev.baro.core.route.RouteState;
import dev.baro.dataplane.forward.Attachment;
import dev.baro.dataplane.kernel.DataplaneException;
import dev.baro.dataplane.kernel.ErrnoException;
import dev.baro.dataplane.kernel.Links;
import dev.baro.dataplane.kernel.NeighbourNews;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Informs the hosts on a segment that this balancer now serves a VIP with `local-segment`, as soon as the VIP
/// is announced. Hosts that were sending packets for the VIP to another balancer then send them here. A frame
/// may get lost, so each frame is sent three times at intervals of a second.
///
/// It is not thread-safe and has one owner.
final class SegmentNews {
    private static final int TIMES = 3;
    private static final long PAUSE_NS = Duration.ofSeconds(1).toNanos();

    private final Map<IpAddress, Integer> left = new HashMap<>();
    private long dueNs = Long.MAX_VALUE;

    /// The monotonic time at which the next frames are due.
    long dueNs() {
        return dueNs;
    }

    /// Processes the current announcements, and sends the frames that are due.
    ///
    /// @param before the previous announcements
    void follow(
            Config config, List<Announcement> before, List<Announcement> now, List<Attachment> attached, long nowNs) {
        Set<IpAddress> announced = announced(now);
        Set<IpAddress> already = announced(before);
        left.keySet().retainAll(announced);
        long known = left.size();
        config.vips().stream()
                .filter(vip -> vip.options().localSegment())
                .map(Vip::address)
                .filter(address -> announced.contains(address) && !already.contains(address))
                .forEach(address -> left.put(address, TIMES));
        if (nowNs >= dueNs || left.size() > known) {
            send(attached);
            dueNs = left.isEmpty() ? Long.MAX_VALUE : nowNs + PAUSE_NS;
        }
    }

    private static Set<IpAddress> announced(Collection<Announcement> routes) {
        return routes.stream()
                .filter(route -> route.state() == RouteState.ANNOUNCED)
                .map(Announcement::address)
                .collect(Collectors.toSet());
    }

    private void send(List<Attachment> attached) {
        if (left.isEmpty()) {
            return;
        }
        Set<String> names = attached.stream()
                .filter(Attachment::attached)
                .map(Attachment::interfaceName)
                .collect(Collectors.toSet());
        links().stream()
                .filter(link -> names.contains(link.name()) && !link.mac().isEmpty())
                .forEach(this::tell);
        left.replaceAll((_, times) -> times - 1);
        left.values().removeIf(times -> times == 0);
    }

    private static List<Links.Link> links() {
        try {
            return Links.all();
        } catch (DataplaneException | ErrnoException e) {
            warn(e);
            return List.of();
        }
    }

    /// Sends the frames on one interface, which may be down while others still work.
    private void tell(Links.Link link) {
        try {
            left.keySet().forEach(address -> NeighbourNews.send(link, address));
        } catch (DataplaneException | ErrnoException e) {
            warn(e);
        }
    }

    private static void warn(RuntimeException cause) {
        Log.warning("SEGMENT_NOT_TOLD", "text", String.valueOf(cause.getMessage()));
    }
}
