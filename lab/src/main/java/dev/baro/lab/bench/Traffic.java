// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.bench;

import dev.baro.core.model.IpAddress;

/// The traffic of a measurement: one kind of packet, in a number of flows.
///
/// @param destination a VIP, or the first of them
/// @param port        the destination port
/// @param tcpFlags    the TCP flags of [Kind#TCP]
/// @param flows       1..2^30
/// @param inOrder     each flow once, one after the other, instead of all over them
/// @param vips        the number of consecutive destinations of the flows; a power of two
record Traffic(Kind kind, IpAddress destination, int port, int tcpFlags, int flows, boolean inOrder, int vips) {
    static final int SYN = 0x02;
    static final int ACK = 0x10;
    /// Every packet is a new flow, for a long time.
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

    /// Traffic of the same flows, each of them once.
    Traffic eachFlowOnce(Kind wanted, int wantedFlags) {
        return new Traffic(wanted, destination, port, wantedFlags, flows, true, vips);
    }

    boolean v4() {
        return destination.isV4();
    }

    boolean isNewFlowEachPacket() {
        return flows == NEVER_THE_SAME;
    }

    /// The driver of `bench.bpf.c` that writes such frames.
    String driver() {
        String layout = kind == Kind.FIRST_FRAGMENT && v4() ? Kind.UDP.layout : kind.layout;
        return "drive_" + layout + (v4() ? 4 : 6);
    }

    /// The part of a flow's number that goes into the source port: none if a frame has no port.
    int portBits() {
        return kind.isFragment() ? 0 : 14;
    }
}
