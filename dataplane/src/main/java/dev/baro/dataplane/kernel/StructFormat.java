// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.kernel;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.baro.core.model.IpAddress;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SequenceLayout;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// Converts addresses and ports to and from the form that they have in C structs, both in BPF programs and
/// in the C library.
public final class StructFormat {
    public static final ValueLayout.OfShort NETWORK_SHORT = JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN);
    public static final SequenceLayout ADDRESS = MemoryLayout.sequenceLayout(16, JAVA_BYTE);

    private StructFormat() {}

    /// @return the offset in bytes from the start of the struct
    public static long offset(StructLayout struct, String field) {
        return struct.byteOffset(PathElement.groupElement(field));
    }

    /// Converts a port to the program's `__be16`, and back.
    ///
    /// @param port the port; only its low 16 bits are used
    /// @return the port, 0..65535
    public static int networkOrder(int port) {
        boolean little = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
        return Short.toUnsignedInt(little ? Short.reverseBytes((short) port) : (short) port);
    }

    /// `struct address`: 16 bytes, IPv4 as an IPv4-mapped IPv6 address (RFC 4291 section 2.5.5.2).
    public static byte[] mapped(IpAddress address) {
        byte[] bytes = address.bytes();
        if (bytes.length == 16) {
            return bytes;
        }
        byte[] mapped = new byte[16];
        mapped[10] = (byte) 0xff;
        mapped[11] = (byte) 0xff;
        System.arraycopy(bytes, 0, mapped, 12, 4);
        return mapped;
    }

    /// The inverse of [#mapped]. The JDK itself treats a mapped address as IPv4.
    public static IpAddress address(MemorySegment sixteenBytes) {
        return IpAddress.of(sixteenBytes.toArray(JAVA_BYTE));
    }
}
