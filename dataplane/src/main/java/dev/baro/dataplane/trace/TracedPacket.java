// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.trace;

/// One frame as it came to the balancer's program and as it left it.
///
/// @param atNs        when it left, as [System#nanoTime()] counts
/// @param ifindex     where it came in
/// @param action      `enum xdp_action`: 1 dropped, 2 passed to the kernel, 3 sent back out, 4 redirected
/// @param outcome     `enum outcome` of the program
/// @param service     id of the virtual service that it was forwarded for; 0: of none
/// @param choice      number of the real server that was chosen for it, with the marks of `choose.h`; 0: none
/// @param bytesBefore of the whole frame
/// @param bytesAfter  as it left
/// @param before      its first [#SNAPSHOT] bytes
/// @param after       the same of what left
@SuppressWarnings("ArrayRecordComponent") // never compared as a whole, only its parts
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
    /// Bytes of a frame that are kept.
    public static final int SNAPSHOT = 256;

    /// `XDP_PASS`; what is less was dropped.
    public static final int PASSED = 2;

    private static final int OPENED = 1 << 31;
    private static final int REPEATED = 1 << 30;
    private static final int NUMBER = 0xffff;

    /// Number of the real server that was chosen; 0: none.
    public int server() {
        return choice & NUMBER;
    }

    /// Whether a session began with it.
    public boolean opened() {
        return (choice & OPENED) != 0;
    }

    /// Whether it is a SYN that came before and that no ACK has followed.
    public boolean repeated() {
        return (choice & REPEATED) != 0;
    }
}
