// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.model;

/// Ends the reading of a packet from any depth. An exception, so that each reader states its step of the page
/// and nothing else; it never leaves [PacketModel].
final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Way way;

    Refused(Way way) {
        super(way.name(), null, false, false);
        this.way = way;
    }

    Way way() {
        return way;
    }
}
