// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.live;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.baro.core.model.Protocol;
import dev.baro.core.plan.Plan;
import dev.baro.core.schedule.SlotChoice;
import dev.baro.dataplane.forward.Frame;
import dev.baro.dataplane.forward.PacketPath;
import dev.baro.dataplane.kernel.Fd;
import dev.baro.dataplane.kernel.Interfaces;
import dev.baro.dataplane.kernel.LibC;
import dev.baro.dataplane.kernel.LibSocket;
import dev.baro.dataplane.kernel.OwnNetwork;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// A veth pair of an own network: frames that are sent into its far end come back by it, rewritten for a real server,
/// while the program is on its near end.
public final class LiveInterface implements AutoCloseable {
    private static final int AF_PACKET = 17;
    private static final short ETH_P_IP_AS_NETWORK_SHORT = 0x0008;
    private static final int DESTINATION_AT = 30;

    private final Arena arena = Arena.ofConfined();
    private final Fd socket = LibSocket.open("far end", AF_PACKET, LibSocket.SOCK_RAW, ETH_P_IP_AS_NETWORK_SHORT);
    private final MemorySegment farEnd = arena.allocate(20, 4); // struct sockaddr_ll
    private final MemorySegment state = arena.allocate(LibC.callState());
    private int port = 10_000;

    private LiveInterface(int ifindex) {
        farEnd.set(JAVA_SHORT, 0, (short) AF_PACKET);
        farEnd.set(JAVA_SHORT, 2, ETH_P_IP_AS_NETWORK_SHORT);
        farEnd.set(JAVA_INT, 4, ifindex);
        LibSocket.bind("far end", socket, farEnd);
        LibSocket.receiveTimeout(socket, 1_000);
    }

    /// Makes the pair, whose near end has the real servers' segment, and the first of them as a neighbour.
    public static LiveInterface make(String name) throws IOException {
        String far = "p-" + name;
        // What frames of tests are sent to.
        OwnNetwork.ip("link add " + name + " address 02:00:00:00:00:01 type veth peer name " + far);
        OwnNetwork.ip("link set " + name + " up");
        OwnNetwork.ip("link set " + far + " up");
        OwnNetwork.command("sysctl -qw net/ipv4/conf/" + name + "/forwarding=1");
        // Only an end with a program is woken by what the other end's program sends (drivers/net/veth.c,
        // veth_xdp_flush).
        OwnNetwork.command("ip link set dev " + far + " xdp obj " + AttachedInterfacesTest.passing() + " sec xdp");
        OwnNetwork.ip("addr add 198.51.100.254/24 dev " + name);
        OwnNetwork.ip("neigh add 198.51.100.1 lladdr 02:00:00:00:0c:01 nud permanent dev " + name);
        return new LiveInterface(Interfaces.index(far));
    }

    /// One VIP with one real server, whose packets [#forwarded(int)] counts.
    public static Plan plan() {
        return new Plan(java.util.List.of(PacketPath.service(Protocol.TCP, 80, SlotChoice.NEXT, 1)));
    }

    /// Sends so many SYNs, each of another client.
    ///
    /// @return how many of them came back for the real server
    public int forwarded(int frames) {
        int back = 0;
        for (int i = 0; i < frames; i++) {
            byte[] frame = Frame.tcp(Frame.SYN).from("203.0.113.7", port++).bytes();
            LibSocket.send(state, socket, arena.allocateFrom(JAVA_BYTE, frame), farEnd);
            back += received() ? 1 : 0;
        }
        return back;
    }

    /// Whether nothing comes back any more: the kernel lets go of a link some milliseconds after its last pin.
    public boolean isLeft() {
        for (int i = 0; i < 1_000; i++) {
            if (forwarded(1) == 0) {
                return true;
            }
        }
        return false;
    }

    private boolean received() {
        MemorySegment buffer = arena.allocate(2_048);
        long bytes = LibSocket.receiveFrom(state, socket, buffer, arena.allocate(20, 4), arena.allocate(JAVA_INT));
        return bytes > DESTINATION_AT
                && PacketPath.destination(buffer.asSlice(0, bytes).toArray(JAVA_BYTE))
                        .equals("198.51.100.1");
    }

    @Override
    public void close() {
        socket.close();
        arena.close();
    }
}
