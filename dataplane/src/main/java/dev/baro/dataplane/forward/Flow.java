// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.forward;

import dev.baro.core.model.IpAddress;
import dev.baro.core.model.VirtualService;
import dev.baro.dataplane.kernel.StructFormat;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// A client and its virtual service.
///
/// @param port the client's port, 0..65535
public record Flow(IpAddress client, int port, VirtualService service) {
    /// The destination of a flow's next packet.
    ///
    /// @param server      the name of the real server; empty if there is none
    /// @param state       [SessionState#FREE] if the flow has no session and follows the hash
    /// @param idleSeconds the time since the session's last packet; 0 without a session
    public record Status(String server, SessionState state, int idleSeconds) {}

    /// Computes `flow_hash()` of schedule.h, for queries about single flows.
    ///
    /// @param affinity whether all flows of the client are treated as one flow
    long hash(HashKey key, boolean affinity) {
        ByteBuffer source = halves(StructFormat.mapped(client));
        ByteBuffer vip = halves(StructFormat.mapped(service.vip()));
        int from = affinity ? 0 : StructFormat.networkOrder(port);
        long hash = source.getLong(0) ^ key.first();
        hash = (hash ^ hash >>> 30) * 0xbf58476d1ce4e5b9L;
        hash ^= source.getLong(8);
        hash = (hash ^ hash >>> 27) * 0x94d049bb133111ebL;
        int ports = from << 16 | StructFormat.networkOrder(service.port());
        hash ^= vip.getLong(8) ^ Integer.toUnsignedLong(ports);
        hash ^= key.second() + service.protocol().number();
        hash = (hash ^ hash >>> 30) * 0xbf58476d1ce4e5b9L;
        hash = (hash ^ hash >>> 27) * 0x94d049bb133111ebL;
        return hash ^ hash >>> 31;
    }

    private static ByteBuffer halves(byte[] address) {
        return ByteBuffer.wrap(address).order(ByteOrder.nativeOrder());
    }
}
