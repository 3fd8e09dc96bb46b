// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.model;

import java.util.ArrayList;
import java.util.List;

/// Step 1: destination, source, up to two VLAN tags (IEEE 802.1Q, 802.1ad), EtherType.
///
/// @param type   EtherType of the payload
/// @param typeAt where that stands, two bytes before the payload
/// @param tags   outermost first, each as TPID << 16 | identifier
record Ethernet(int type, int typeAt, List<Integer> tags) {
    static final int IPV4 = 0x0800;
    static final int IPV6 = 0x86dd;
    private static final int CUSTOMER_TAG = 0x8100;
    private static final int SERVICE_TAG = 0x88a8;
    private static final int TAG_BYTES = 4;
    private static final int MAX_TAGS = 2;

    static Ethernet read(Octets frame) {
        int at = 12;
        List<Integer> found = new ArrayList<>();
        for (int tags = 0; tags <= MAX_TAGS; tags++) {
            if (!frame.holds(at, 2)) {
                throw new Refused(Way.NOT_A_VIP);
            }
            int type = frame.u16(at);
            if (type != CUSTOMER_TAG && type != SERVICE_TAG) {
                return new Ethernet(type, at, List.copyOf(found));
            }
            if (frame.holds(at + 2, 2)) {
                found.add(type << 16 | frame.u16(at + 2) & 0xfff);
            }
            at += TAG_BYTES;
        }
        throw new Refused(Way.NOT_A_VIP);
    }

    int payload() {
        return typeAt + 2;
    }

    static Octets withMacs(Octets frame, Octets destination, Octets source) {
        return frame.with(0, destination).with(6, source);
    }

    /// A frame that has the same tags, with one of this identifier instead; 0 for none. One that already exists stays
    /// as it is, its priority with it.
    Octets withVlan(Octets frame, int vlan) {
        List<Integer> wanted = vlan == 0 ? List.of() : List.of(CUSTOMER_TAG << 16 | vlan);
        if (tags.equals(wanted)) {
            return frame;
        }
        Octets macs = frame.range(0, 12);
        Octets tag = vlan == 0
                ? Octets.zeros(0)
                : Octets.zeros(TAG_BYTES).with16(0, CUSTOMER_TAG).with16(2, vlan);
        return macs.then(tag).then(frame.range(typeAt, frame.length()));
    }

    static Octets withMacsSwapped(Octets frame) {
        return withMacs(frame, frame.range(6, 12), frame.range(0, 6));
    }
}
