// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.differential;

import dev.baro.dataplane.conformance.Packet;
import dev.baro.dataplane.conformance.Setups;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/// Fragments of datagrams in any order, of several datagrams in turn; some never come.
final class OvertakenFragments {
    /// Of several datagrams.
    private static final int PENDING = 12;

    private static final int ALIKE_ONE_IN = 2;

    private final Random random;
    private final List<Packet> pending = new ArrayList<>();

    OvertakenFragments(Random random) {
        this.random = random;
    }

    /// @param datagrams whole, from where more are taken
    Packet next(Supplier<Packet> datagrams) {
        while (pending.size() < PENDING) {
            List<Packet> pieces = pieces(datagrams.get());
            Collections.shuffle(pieces, random);
            pending.addAll(pieces.subList(random.nextInt(4) == 0 ? 1 : 0, pieces.size()));
        }
        return pending.remove(random.nextInt(PENDING));
    }

    private List<Packet> pieces(Packet datagram) {
        int pieces = 2 + random.nextInt(3);
        int pieceBytes = 8 * (4 + random.nextInt(40));
        return alike(datagram)
                .payloadBytes(pieceBytes * pieces - 24)
                .identification(random.nextInt(0x10000))
                .fragments(pieceBytes);
    }

    /// Mostly to a VIP that places what comes before the first fragment.
    private Packet alike(Packet datagram) {
        if (random.nextInt(ALIKE_ONE_IN) == 0) {
            return datagram;
        }
        Packet moved = datagram.to(datagram.isV4() ? Setups.ALIKE_VIP4 : Setups.ALIKE_VIP6);
        return datagram.protocol() == Packet.UDP && random.nextInt(8) > 0
                ? moved.ports(1024 + random.nextInt(8), random.nextBoolean() ? Setups.DSCP : Setups.HASH)
                : moved;
    }
}
