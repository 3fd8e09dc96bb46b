// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.forward;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.baro.core.model.Dscp;
import dev.baro.core.model.IpAddress;
import dev.baro.core.plan.PlannedServer;
import dev.baro.dataplane.bpf.BpfMap;
import dev.baro.dataplane.bpf.LibBpf;
import dev.baro.dataplane.kernel.InternetChecksum;
import dev.baro.dataplane.kernel.StructFormat;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Numbers the real servers of each virtual service. Sessions hold these numbers, so a server keeps its number while it
/// is planned, and a number that was given up rests until no session holds it, or all others are taken.
final class RealServerTable {

    /// @param service id of the virtual service
    record Key(int service, IpAddress address) {}

    /// Beside the id of its virtual service, which then is nobody's: packets of its sessions go to another server.
    private static final int GIVEN_UP = 0x8000;

    private static final long HOP_TICK = StructFormat.offset(Layout.REAL_SERVER, "hop_tick");
    private static final long L4_DELTA = StructFormat.offset(Layout.REAL_SERVER, "l4_delta");
    private static final long SERVICE = StructFormat.offset(Layout.REAL_SERVER, "service");
    private static final long TOS = StructFormat.offset(Layout.REAL_SERVER, "tos");
    private static final long METHOD = StructFormat.offset(Layout.REAL_SERVER, "method");
    private static final long WEIGHT = StructFormat.offset(Layout.REAL_SERVER, "weight");

    private final BpfMap servers;
    private final BpfMap loads;
    private final BpfMap counters;
    private final Map<Key, Integer> numbers = new HashMap<>();
    private final Deque<Integer> free = new ArrayDeque<>();
    private int leftBehind;

    /// Takes over the entries of the virtual services in force, and gives up all others: a daemon that was killed
    /// before its switch leaves entries behind of a virtual service that never came to be, whose id another gets.
    ///
    /// @param services ids of the virtual services in force
    RealServerTable(BpfMap servers, BpfMap loads, BpfMap counters, Set<Integer> services) {
        this.servers = servers;
        this.loads = loads;
        this.counters = counters;
        for (int number = 1; number < Layout.MAX_REAL_SERVERS; number++) {
            MemorySegment entry = servers.memory(number);
            int service = Short.toUnsignedInt(entry.get(JAVA_SHORT, SERVICE)) & ~GIVEN_UP;
            Key key = new Key(service, StructFormat.address(entry.asSlice(0, 16)));
            if (service != 0 && services.contains(service) && !numbers.containsKey(key)) {
                numbers.put(key, number);
                continue;
            }
            if (service != 0) {
                entry.set(JAVA_SHORT, SERVICE, (short) 0);
                leftBehind++;
            }
            free.add(number);
        }
    }

    /// How many entries an earlier daemon had left behind without an owner.
    int leftBehind() {
        return leftBehind;
    }

    /// Which servers have which numbers.
    Map<Key, Integer> numbers() {
        return Map.copyOf(numbers);
    }

    int number(Key key) {
        Integer number = numbers.get(key);
        if (number == null) {
            throw new IllegalArgumentException(key + " has no number");
        }
        return number;
    }

    boolean has(Key key) {
        return numbers.containsKey(key);
    }

    /// Gives a server that has none a number and an entry; packets reach neither before a ring names the number.
    void add(Key key, IpAddress vip, Dscp dscp, PlannedServer server) {
        int number = takeFree();
        clearCounters(number);
        MemorySegment entry = servers.memory(number);
        entry.fill((byte) 0);
        MemorySegment.copy(StructFormat.mapped(server.address()), 0, entry, JAVA_BYTE, 0, 16);
        entry.set(JAVA_INT, L4_DELTA, delta(vip, server.address()));
        numbers.put(key, number);
        update(key, dscp, server);
    }

    /// Makes the entry of a server true where it was adopted with a sum of other addresses.
    ///
    /// @return whether it was not
    boolean correct(Key key, IpAddress vip) {
        MemorySegment entry = servers.memory(number(key));
        int wanted = delta(vip, key.address());
        if (entry.get(JAVA_INT, L4_DELTA) == wanted) {
            return false;
        }
        entry.set(JAVA_INT, L4_DELTA, wanted);
        return true;
    }

    /// What replacing the VIP by the server adds to a checksum; 0 for a tunnel, which leaves the packet as it is.
    private static int delta(IpAddress vip, IpAddress server) {
        return vip.isV4() == server.isV4() ? InternetChecksum.delta(vip.bytes(), server.bytes()) : 0;
    }

    /// Makes the entry of a server true that has a number: each field is one store, which packets see at once.
    void update(Key key, Dscp dscp, PlannedServer server) {
        MemorySegment entry = servers.memory(number(key));
        entry.set(JAVA_BYTE, TOS, (byte) dscp.tos());
        entry.set(JAVA_BYTE, METHOD, (byte) server.method().ordinal());
        entry.set(JAVA_INT, WEIGHT, server.weight());
        entry.set(JAVA_SHORT, SERVICE, (short) (key.service() | (server.keepsSessions() ? 0 : GIVEN_UP)));
    }

    /// Gives up the numbers of all other servers; a session that still holds one is from now on a miss.
    void retain(Set<Key> wanted) {
        for (Key key : new HashSet<>(numbers.keySet())) {
            if (!wanted.contains(key)) {
                int number = number(key);
                numbers.remove(key);
                servers.memory(number).set(JAVA_SHORT, SERVICE, (short) 0);
                free.addLast(number);
            }
        }
    }

    /// Lets the program ask for every next hop again with the next packet. Callable by any thread: one store each.
    void forgetHops() {
        MemorySegment all = servers.memory();
        for (int number = 1; number < Layout.MAX_REAL_SERVERS; number++) {
            long at = (long) number * servers.stride(); // without a slice for each: neighbours fail by the hundred
            if (all.get(JAVA_SHORT, at + SERVICE) != 0) {
                all.set(JAVA_INT, at + HOP_TICK, 0);
            }
        }
    }

    /// The program asks for the next hop with the first packet of each second, and notes when.
    ///
    /// @return -1 when there was none since the routes changed
    long lastPacketSeconds(int number, int tick) {
        int asked = servers.memory(number).get(JAVA_INT, HOP_TICK);
        return asked == 0 ? -1 : Math.max(0, tick - asked);
    }

    int sessionsActive(int number) {
        return loads.memory(number).get(JAVA_INT, 0);
    }

    /// The one that has rested longest of those that no session holds, or else the one that has rested longest.
    private int takeFree() {
        for (int number : free) {
            if (sessionsActive(number) == 0) {
                free.remove(number);
                return number;
            }
        }
        return free.removeFirst();
    }

    private void clearCounters(int number) {
        try (java.lang.foreign.Arena arena = java.lang.foreign.Arena.ofConfined()) {
            counters.write(number, arena.allocate((long) counters.stride() * LibBpf.possibleCpus()));
        }
    }
}
