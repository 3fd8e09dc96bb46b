// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.bench;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.baro.core.model.IpAddress;
import dev.baro.core.model.Protocol;
import dev.baro.dataplane.bpf.BpfMap;
import dev.baro.dataplane.bpf.BpfObject;
import dev.baro.dataplane.bpf.BpfProgram;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// The programs of `reference.bpf.c` with their tables: the VIPs of [BenchPlan], on the first port of the plan.
final class Reference implements AutoCloseable {
    private static final int RING_SLOTS = 65_537;
    private static final int VIP_KEY_BYTES = 20;
    private static final int REAL_SERVER_BYTES = 32;
    private static final int PORT = 80;

    private record Served(IpAddress vip, Protocol protocol) {}

    private final BpfObject object;

    private Reference(BpfObject object) {
        this.object = object;
    }

    /// @param flows the number of flows that the tables must hold; the tables are sized for twice that number
    static Reference load(int flows) {
        List<Served> served = served();
        BpfObject object = Drive.object("reference");
        try {
            object.resize("rings", served.size() * RING_SLOTS);
            object.resize("flows4", 2 * flows);
            object.resize("flows6", 2 * Math.min(flows, PacketScenarios.MILLION));
            object.load();
            Reference reference = new Reference(object);
            reference.fill(served);
            return reference;
        } catch (RuntimeException | Error e) {
            object.close();
            throw e;
        }
    }

    /// The whole forwarder.
    BpfProgram program() {
        return object.program("reference");
    }

    /// The program that only parses and rewrites, without a table.
    BpfProgram rewrite() {
        return object.program("reference_rewrite");
    }

    @Override
    public void close() {
        object.close();
    }

    private static List<Served> served() {
        List<Served> served = new ArrayList<>();
        for (Protocol protocol : Protocol.values()) {
            served.add(new Served(BenchPlan.VIP4, protocol));
            served.add(new Served(BenchPlan.VIP6, protocol));
        }
        for (int i = 0; i < BenchPlan.MANY_VIPS; i++) {
            served.add(new Served(BenchPlan.manyVip(i), Protocol.TCP));
        }
        return served;
    }

    private void fill(List<Served> served) {
        SplittableRandom random = new SplittableRandom(1);
        BpfMap rings = object.map("rings");
        MemorySegment memory = rings.memory();
        for (int vip = 0; vip < served.size(); vip++) {
            boolean v4 = served.get(vip).vip().isV4();
            putVip(served.get(vip), vip);
            for (int slot = 0; slot < RING_SLOTS; slot++) {
                int server = number(v4, random.nextInt(BenchPlan.SERVERS));
                memory.set(JAVA_INT, rings.stride() * ((long) vip * RING_SLOTS + slot), server);
            }
        }
        for (int server = 0; server < BenchPlan.SERVERS; server++) {
            putServer(true, server);
            putServer(false, server);
        }
    }

    /// The number of a real server: odd for IPv4, even for IPv6; 0 means none.
    private static int number(boolean v4, int server) {
        return 2 * server + (v4 ? 1 : 2);
    }

    private void putVip(Served served, int number) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment key = arena.allocate(VIP_KEY_BYTES, 4);
            copy(served.vip(), key);
            key.set(JAVA_BYTE, 17, (byte) PORT);
            key.set(JAVA_BYTE, 18, (byte) served.protocol().number());
            object.map("vips").put(key, arena.allocateFrom(JAVA_INT, number));
        }
    }

    private void putServer(boolean v4, int server) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment entry = arena.allocate(REAL_SERVER_BYTES, 4);
            copy(BenchPlan.server(v4, server), entry);
            MemorySegment.copy(new byte[] {2, 0, 0, 0, 10, 1, 2, 0, 0, 0, 0, 1}, 0, entry, JAVA_BYTE, 16, 12);
            entry.set(JAVA_BYTE, 28, (byte) (BenchPlan.DSCP << 2));
            object.map("real_servers").write(number(v4, server), entry);
        }
    }

    private static void copy(IpAddress address, MemorySegment into) {
        byte[] bytes = address.bytes();
        MemorySegment.copy(bytes, 0, into, JAVA_BYTE, 0, bytes.length);
    }
}
