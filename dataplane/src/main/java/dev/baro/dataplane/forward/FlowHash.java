// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.forward;

import dev.baro.dataplane.kernel.StructFormat;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// `flow_hash()` of schedule.h, for questions about single flows. The key is the secret of the cluster.
record FlowHash(HashKey key) {

    /// @param affinity whether all flows of the client are one
    long of(Flow flow, boolean affinity) {
        ByteBuffer source = halves(StructFormat.mapped(flow.client()));
        ByteBuffer vip = halves(StructFormat.mapped(flow.service().vip()));
        int port = affinity ? 0 : StructFormat.networkOrder(flow.port());
        long hash = source.getLong(0) ^ key.first();
        hash = (hash ^ hash >>> 30) * 0xbf58476d1ce4e5b9L;
        hash ^= source.getLong(8);
        hash = (hash ^ hash >>> 27) * 0x94d049bb133111ebL;
        int ports = port << 16 | StructFormat.networkOrder(flow.service().port());
        hash ^= vip.getLong(8) ^ Integer.toUnsignedLong(ports);
        hash ^= key.second() + flow.service().protocol().number();
        hash = (hash ^ hash >>> 30) * 0xbf58476d1ce4e5b9L;
        hash = (hash ^ hash >>> 27) * 0x94d049bb133111ebL;
        return hash ^ hash >>> 31;
    }

    private static ByteBuffer halves(byte[] address) {
        return ByteBuffer.wrap(address).order(ByteOrder.nativeOrder());
    }
}
