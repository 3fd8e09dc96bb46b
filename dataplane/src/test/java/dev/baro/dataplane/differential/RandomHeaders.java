// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.differential;

import dev.baro.dataplane.conformance.Packet;
import java.util.Arrays;
import java.util.Random;

/// What stands between an IP header and the transport header: options of IPv4, and extension headers of IPv6.
///
/// @param random where all choices come from
record RandomHeaders(Random random) {
    /// Options that fit, a source route among them at times, filled up with no-operation or end.
    byte[] options() {
        byte[] options = new byte[4 * (1 + random.nextInt(10))];
        Arrays.fill(options, (byte) random.nextInt(2));
        int[] types = {7, 68, 148, 130, 131, 137};
        int at = random.nextInt(3);
        while (at + 4 <= options.length && !odds(4)) {
            int length = 2 + random.nextInt(Math.min(10, options.length - at - 1));
            options[at] = (byte) types[random.nextInt(odds(6) ? 6 : 4)];
            options[at + 1] = (byte) length;
            at += length + random.nextInt(2);
        }
        return options;
    }

    /// Of one unit mostly, with segments left in a routing header at times.
    byte[] extension(int type) {
        int units = odds(5) ? 1 + random.nextInt(20) : 1;
        byte[] header = new byte[8 * units];
        random.nextBytes(header);
        header[1] = (byte) (units - 1);
        header[3] = (byte) (type == Packet.ROUTING && odds(6) ? random.nextInt(4) : 0);
        return header;
    }

    private boolean odds(int oneIn) {
        return random.nextInt(oneIn) == 0;
    }
}
