// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.bench;

import dev.baro.core.model.IpAddress;
import dev.baro.dataplane.bpf.BpfProgram;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/// Checks a program's output before it is timed, because measuring a program that
/// forwards wrongly is pointless.
final class OutputCheck {
    private static final int PACKETS = 256;
    private static final int IP_AT = FrameTemplate.ETH_BYTES;
    private static final int TX = 3;

    private OutputCheck() {}

    /// @throws IllegalStateException unless every frame goes to a real server, with the mark and valid
    /// checksums, and many flows are spread over more than one server
    static void of(Drive drive, BpfProgram program, Traffic traffic) {
        drive.packets(traffic);
        Set<IpAddress> destinations = new HashSet<>();
        for (int i = 0; i < PACKETS; i++) {
            BpfProgram.TestRun run = drive.one(program);
            require(run.result() == TX, program, traffic, "ended in XDP action " + run.result());
            byte[] frame = run.packet();
            destinations.add(destination(frame, traffic.v4()));
            require(dscp(frame, traffic.v4()) == BenchPlan.DSCP, program, traffic, "left the wrong DSCP");
            require(validIp(frame, traffic.v4()), program, traffic, "left a wrong IPv4 checksum");
            boolean valid = traffic.kind().isFragment() || validL4(frame, traffic.v4());
            require(valid, program, traffic, "left a wrong L4 checksum");
        }
        boolean spread = traffic.flows() < PACKETS || program.name().equals("reference_rewrite");
        require(spread || destinations.size() > 1, program, traffic, "sent everything to " + destinations);
        for (int server = 0; server < BenchPlan.SERVERS; server++) {
            destinations.remove(BenchPlan.server(traffic.v4(), server));
        }
        require(destinations.isEmpty(), program, traffic, "sent packets to " + destinations);
    }

    private static void require(boolean holds, BpfProgram program, Traffic traffic, String what) {
        if (!holds) {
            throw new IllegalStateException(program.name() + " " + what + ": " + traffic);
        }
    }

    private static IpAddress destination(byte[] frame, boolean v4) {
        int at = IP_AT + (v4 ? 16 : 24);
        return IpAddress.of(Arrays.copyOfRange(frame, at, at + (v4 ? 4 : 16)));
    }

    private static int dscp(byte[] frame, boolean v4) {
        int head = (frame[IP_AT] & 0xff) << 8 | frame[IP_AT + 1] & 0xff;
        return (v4 ? head : head >> 4) >> 2 & 0x3f;
    }

    private static boolean validIp(byte[] frame, boolean v4) {
        return !v4 || FrameTemplate.fold(FrameTemplate.sum(frame, IP_AT, 20)) == 0xffff;
    }

    private static boolean validL4(byte[] frame, boolean v4) {
        int at = IP_AT + (v4 ? 20 : 40);
        int protocol = frame[IP_AT + (v4 ? 9 : 6)];
        int length = frame.length - at;
        int sum = FrameTemplate.sum(frame, at, length);
        if (protocol != 1) { // ICMP over IPv4 has no pseudo header
            sum += protocol
                    + length
                    + (v4 ? FrameTemplate.sum(frame, IP_AT + 12, 8) : FrameTemplate.sum(frame, IP_AT + 8, 32));
        }
        return FrameTemplate.fold(sum) == 0xffff;
    }
}
