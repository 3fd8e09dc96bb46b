// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.bench;

import dev.baro.core.model.IpAddress;

/// The traffic of a measurement: one kind of packet, in a number of flows.
///
/// @param destination the VIP, or the first of several
/// @param port        the destination port
/// @param tcpFlags    the TCP flags of [Kind#TCP]
/// @param flows       1..2^30
/// @param inOrder     whether flows follow one another in order, each with one packet, instead of being mixed
/// @param vips        the number of consecutive VIPs that the flows go to; a power of two
record Traffic(Kind kind, IpAddress destination, int port, int tcpFlags, int flows, boolean inOrder, int vips) {
    static final int SYN = 0x02;
    static final int ACK = 0x10;
    /// So many flows that, for a long time, every packet begins a new flow.
    static final int NEVER_THE_SAME = 1 << 30;

    enum Kind {
        TCP("tcp"),
        UDP("udp"),
        FIRST_FRAGMENT("first"),
        LATER_FRAGMENT("later"),
        ICMP_ERROR("icmp");

        private final String layout;

        Kind(String layout) {
            this.layout = layout;
        }

        boolean isFragment() {
            return this == FIRST_FRAGMENT || this == LATER_FRAGMENT;
        }
    }

    static Traffic tcp(IpAddress destination, int tcpFlags, int flows) {
        return new Traffic(Kind.TCP, destination, 80, tcpFlags, flows, false, 1);
    }

    static Traffic udp(IpAddress destination, int flows) {
        return of(Kind.UDP, destination, flows);
    }

    static Traffic of(Kind kind, IpAddress destination, int flows) {
        return new Traffic(kind, destination, 80, 0, flows, false, 1);
    }

    Traffic to(int wanted) {
        return new Traffic(kind, destination, wanted, tcpFlags, flows, inOrder, vips);
    }

    Traffic overVips(int wanted) {
        return new Traffic(kind, destination, port, tcpFlags, flows, inOrder, wanted);
    }

    /// Creates traffic that contains each of these flows once.
    Traffic eachFlowOnce(Kind wanted, int wantedFlags) {
        return new Traffic(wanted, destination, port, wantedFlags, flows, true, vips);
    }

    boolean v4() {
        return destination.isV4();
    }

    boolean isNewFlowEachPacket() {
        return flows == NEVER_THE_SAME;
    }

    /// The driver in `bench.bpf.c` that writes frames of this kind.
    String driver() {
        String layout = kind == Kind.FIRST_FRAGMENT && v4() ? Kind.UDP.layout : kind.layout;
        return "drive_" + layout + (v4() ? 4 : 6);
    }

    /// The number of bits of a flow's number that go into the source port; 0 if a frame has no port.
    int portBits() {
        return kind.isFragment() ? 0 : 14;
    }
}
