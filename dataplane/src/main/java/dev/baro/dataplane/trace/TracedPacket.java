// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.trace;

/// One frame, on arrival at the balancer's program and on departure from it.
///
/// @param atNs        the time when the frame left, on the clock of [System#nanoTime()]
/// @param ifindex     the index of the interface where the frame arrived
/// @param action      `enum xdp_action`: 1 dropped, 2 passed to the kernel, 3 sent back out, 4 redirected
/// @param outcome     `enum outcome` of the program
/// @param service     the id of the frame's virtual service; 0 for none
/// @param choice      the number of the chosen real server, with the flags of `choose.h`; 0 for none
/// @param bytesBefore the length of the whole frame on arrival
/// @param bytesAfter  the length on departure
/// @param before      the frame's first [#SNAPSHOT] bytes on arrival
/// @param after       the frame's first bytes on departure
@SuppressWarnings("ArrayRecordComponent") // tests compare only its components
public record TracedPacket(
        long atNs,
        int ifindex,
        int action,
        int outcome,
        int service,
        int choice,
        int bytesBefore,
        int bytesAfter,
        byte[] before,
        byte[] after) {
    /// The maximum number of bytes recorded of a frame.
    public static final int SNAPSHOT = 256;

    /// `XDP_PASS`; lower values mean dropped.
    public static final int PASSED = 2;

    private static final int OPENED = 1 << 31;
    private static final int REPEATED = 1 << 30;
    private static final int NUMBER = 0xffff;

    /// The number of the chosen real server; 0 for none.
    public int server() {
        return choice & NUMBER;
    }

    /// Whether the packet began a session.
    public boolean opened() {
        return (choice & OPENED) != 0;
    }

    /// Whether the packet repeats a SYN that no ACK has followed.
    public boolean repeated() {
        return (choice & REPEATED) != 0;
    }
}
