// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.forward;

import dev.baro.core.model.IpAddress;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;

/// Bytes of what people write as text.
public final class WireBytes {
    private WireBytes() {}

    /// Four or sixteen bytes; a mapped address keeps its sixteen.
    public static byte[] address(String literal) {
        byte[] parsed = InetAddress.ofLiteral(literal).getAddress();
        if (literal.contains(":") && parsed.length == 4) {
            return join(new byte[10], new byte[] {-1, -1}, parsed);
        }
        return parsed;
    }

    /// @param text as in `02:00:00:00:00:01`
    public static byte[] mac(String text) {
        return HexFormat.ofDelimiter(":").parseHex(text);
    }

    public static byte[] join(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        ByteBuffer joined = ByteBuffer.allocate(length);
        for (byte[] part : parts) {
            joined.put(part);
        }
        return joined.array();
    }

    /// Lets the program take frames that are sent to these.
    public static void tellOwn(ForwarderMaps maps, String... macs) {
        new OwnMacs(maps)
                .tell(java.util.Arrays.stream(macs)
                        .map(text -> {
                            byte[] mac = mac(text.contains(":") ? text : text.replaceAll("..(?!$)", "$0:"));
                            return OwnMacs.word(List.of(mac[0], mac[1], mac[2], mac[3], mac[4], mac[5]));
                        })
                        .toList());
    }

    /// Lets the program know the broadcast addresses of this host's networks, and no address of the host.
    public static void tellBroadcasts(ForwarderMaps maps, String... addresses) {
        new OwnAddresses(maps)
                .tell(
                        List.of(),
                        java.util.Arrays.stream(addresses).map(IpAddress::parse).toList());
    }

    /// So many bytes, not all alike.
    public static byte[] filler(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * 7 + 1);
        }
        return bytes;
    }
}
