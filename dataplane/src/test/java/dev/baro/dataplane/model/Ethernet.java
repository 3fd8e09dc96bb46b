// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.model;

/// Step 1: destination, source, up to two VLAN tags (IEEE 802.1Q, 802.1ad), EtherType.
///
/// @param type   EtherType of the payload
/// @param typeAt where that stands, two bytes before the payload
record Ethernet(int type, int typeAt) {
    static final int IPV4 = 0x0800;
    static final int IPV6 = 0x86dd;
    private static final int CUSTOMER_TAG = 0x8100;
    private static final int SERVICE_TAG = 0x88a8;
    private static final int TAG_BYTES = 4;
    private static final int MAX_TAGS = 2;

    static Ethernet read(Octets frame) {
        int at = 12;
        for (int tags = 0; tags <= MAX_TAGS; tags++) {
            if (!frame.holds(at, 2)) {
                throw new Refused(Way.NOT_A_VIP);
            }
            int type = frame.u16(at);
            if (type != CUSTOMER_TAG && type != SERVICE_TAG) {
                return new Ethernet(type, at);
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

    static Octets withMacsSwapped(Octets frame) {
        return withMacs(frame, frame.range(6, 12), frame.range(0, 6));
    }
}
