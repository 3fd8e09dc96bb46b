// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.bench;

import dev.baro.core.model.IpAddress;
import java.util.List;

/// A forwarder that is measured with live frames.
///
/// @param name        the name in the results
/// @param host        the name of its network namespace, and of the sender's interface towards it
/// @param destination the destination of the forwarded frames
/// @param keeps       whether the forwarder stores flows, which must then begin with a SYN
/// @param frames      the number of frames in each round, chosen so that a round takes about as
///                    long for every peer
public record LivePeer(String name, String host, IpAddress destination, int port, boolean keeps, int frames) {
    public static final String BARE = "bare XDP_TX";
    public static final String MAGLEV = "baro maglev";

    private static final int FRAMES_XDP = 800_000;
    private static final int FRAMES_KERNEL = 200_000;

    public static final List<LivePeer> ALL = List.of(
            new LivePeer(BARE, "bare", BenchPlan.VIP4, 80, false, FRAMES_XDP),
            baro(Scheduling.MAGLEV),
            baro(Scheduling.ROUND_ROBIN),
            baro(Scheduling.ROUND_ROBIN_SPREAD),
            new LivePeer("kernel forwarding", "route", BenchPlan.server(true, 0), 80, false, FRAMES_KERNEL),
            new LivePeer("nft L3DSR", "nft", BenchPlan.VIP4, 80, false, FRAMES_KERNEL),
            new LivePeer("nft DNAT + conntrack", "dnat", BenchPlan.VIP4, 80, false, FRAMES_KERNEL));

    /// Whether the peer has a separate flow table of limited size.
    boolean tracksConnections() {
        return host.equals("dnat");
    }

    private static LivePeer baro(Scheduling scheduling) {
        return new LivePeer(scheduling.program(), "baro", BenchPlan.VIP4, scheduling.port(), true, FRAMES_XDP);
    }
}
