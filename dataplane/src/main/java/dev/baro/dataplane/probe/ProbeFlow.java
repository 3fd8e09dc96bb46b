// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.probe;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.baro.core.model.ForwardingMethod;
import dev.baro.core.model.IpAddress;
import dev.baro.dataplane.kernel.StructFormat;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Optional;

/// One probe, in the form that the steering program uses.
///
/// @param server the destination of the probe's socket
/// @param vip    the only address that may answer a marked probe
/// @param port   the service's port; 0 for an echo
/// @param marked whether the probe is marked; otherwise it goes to the server's own address unchanged
/// @param token  the token that distinguishes the probe from the previous probe with the same number; for an
///               echo, the upper half of the echo's token
public record ProbeFlow(IpAddress server, IpAddress vip, int port, ForwardingMethod method, boolean marked, int token) {

    private static final ValueLayout.OfInt NETWORK_INT = JAVA_INT.withOrder(ByteOrder.BIG_ENDIAN);

    /// `struct probe_flow` of probe/maps.h.
    static final StructLayout LAYOUT = MemoryLayout.structLayout(
                    StructFormat.ADDRESS.withName("vip"),
                    StructFormat.ADDRESS.withName("server"),
                    StructFormat.ADDRESS.withName("other"),
                    StructFormat.NETWORK_SHORT.withName("port"),
                    JAVA_BYTE.withName("method"),
                    JAVA_BYTE.withName("state"),
                    JAVA_SHORT.withName("from_vip"),
                    JAVA_SHORT.withName("from_server"),
                    JAVA_SHORT.withName("from_other"),
                    JAVA_BYTE.withName("error_type"),
                    JAVA_BYTE.withName("error_code"),
                    NETWORK_INT.withName("token"))
            .withName("probe_flow");

    /// `struct probe_settings`.
    static final StructLayout SETTINGS = MemoryLayout.structLayout(
                    StructFormat.ADDRESS.withName("tunnel_source_v4"),
                    StructFormat.ADDRESS.withName("tunnel_source_v6"))
            .withName("probe_settings");

    private static final byte STATE_NONE = 0;
    private static final byte STATE_MARKED = 1;
    private static final byte STATE_PLAIN = 2;

    private static final long VIP = StructFormat.offset(LAYOUT, "vip");
    private static final long SERVER = StructFormat.offset(LAYOUT, "server");
    private static final long OTHER = StructFormat.offset(LAYOUT, "other");
    private static final long PORT = StructFormat.offset(LAYOUT, "port");
    private static final long METHOD = StructFormat.offset(LAYOUT, "method");
    private static final long STATE = StructFormat.offset(LAYOUT, "state");
    private static final long FROM_VIP = StructFormat.offset(LAYOUT, "from_vip");
    private static final long FROM_SERVER = StructFormat.offset(LAYOUT, "from_server");
    private static final long FROM_OTHER = StructFormat.offset(LAYOUT, "from_other");
    private static final long ERROR_TYPE = StructFormat.offset(LAYOUT, "error_type");
    private static final long TOKEN = StructFormat.offset(LAYOUT, "token");
    private static final long ERROR_CODE = StructFormat.offset(LAYOUT, "error_code");

    /// The answers to a probe that the program has seen so far.
    ///
    /// @param fromVip   the number of packets from the VIP; this and the next two counts are modulo 65,536
    /// @param fromOther the number of packets from any other address
    /// @param other     the sender of an answer from another address, or of the ICMP error
    /// @param errorType the type of the last ICMP error that quoted the probe (RFC 792, RFC 4443); 0 for none
    public record Seen(
            int fromVip, int fromServer, int fromOther, Optional<IpAddress> other, int errorType, int errorCode) {}

    /// Writes the fields in an order that prevents the program from counting an old flow's answers
    /// for the new flow.
    void write(MemorySegment flow) {
        flow.set(JAVA_BYTE, STATE, STATE_NONE);
        VarHandle.fullFence();
        MemorySegment.copy(StructFormat.mapped(vip), 0, flow, JAVA_BYTE, VIP, 16);
        MemorySegment.copy(StructFormat.mapped(server), 0, flow, JAVA_BYTE, SERVER, 16);
        flow.asSlice(OTHER, 16).fill((byte) 0);
        flow.set(StructFormat.NETWORK_SHORT, PORT, (short) port);
        flow.set(JAVA_BYTE, METHOD, (byte) method.ordinal());
        flow.asSlice(FROM_VIP, LAYOUT.byteSize() - FROM_VIP).fill((byte) 0);
        flow.set(NETWORK_INT, TOKEN, token);
        VarHandle.fullFence();
        flow.set(JAVA_BYTE, STATE, marked ? STATE_MARKED : STATE_PLAIN);
    }

    /// Clears the flow, unless another probe has taken the number in the meantime.
    void erase(MemorySegment flow) {
        if (flow.get(NETWORK_INT, TOKEN) == token) {
            flow.set(JAVA_BYTE, STATE, STATE_NONE);
        }
    }

    static Seen seen(MemorySegment flow) {
        int fromOther = flow.get(JAVA_SHORT, FROM_OTHER) & 0xffff;
        int errorType = flow.get(JAVA_BYTE, ERROR_TYPE) & 0xff;
        Optional<IpAddress> other = fromOther > 0 || errorType > 0
                ? Optional.of(StructFormat.address(flow.asSlice(OTHER, 16)))
                : Optional.empty();
        return new Seen(
                flow.get(JAVA_SHORT, FROM_VIP) & 0xffff,
                flow.get(JAVA_SHORT, FROM_SERVER) & 0xffff,
                fromOther,
                other,
                errorType,
                flow.get(JAVA_BYTE, ERROR_CODE) & 0xff);
    }
}
