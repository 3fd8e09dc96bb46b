// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.forward;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.baro.core.model.Dscp;
import dev.baro.core.model.IpAddress;
import dev.baro.core.model.SessionTimeouts;
import dev.baro.core.model.VirtualService;
import dev.baro.core.plan.PlannedServer;
import dev.baro.core.plan.ServicePlan;
import dev.baro.dataplane.bpf.BpfMap;
import dev.baro.dataplane.kernel.InternetChecksum;
import dev.baro.dataplane.kernel.StructFormat;
import dev.baro.dataplane.sync.Directory;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;

/// Numbers the real servers of each virtual service. Sessions contain these numbers, so a server keeps its
/// number while it is planned, and a released number is reused only once no session contains it, or when no
/// other number is free.
final class RealServerTable {

    /// @param service the id of the virtual service
    record Key(int service, IpAddress address) {}

    /// @param tick the tick when the number was released
    private record GivenUp(int number, int tick) {}

    /// After this time, every session with a released number has ended.
    private static final int REST_TICKS = (int) SessionTimeouts.LONGEST.toSeconds();

    /// `SEVERAL_TICKS` of balancer/path.h.
    private static final int SEVERAL_TICKS = 64;

    /// How many real servers have their next hops refreshed at a time, which takes less than a millisecond.
    private static final int NEIGHBOURS_AT_ONCE = 16;

    /// A flag added to an entry's service id. Packets of the server's sessions then go to another server, as if
    /// the id were cleared.
    private static final int GIVEN_UP = 0x8000;

    private static final long HOP_TICK = StructFormat.offset(Layout.REAL_SERVER, "hop_tick");
    private static final long SEVERAL_TICK = StructFormat.offset(Layout.REAL_SERVER, "several_tick");
    private static final long PATH_TICK = StructFormat.offset(Layout.REAL_SERVER, "path_tick");
    private static final long L4_DELTA = StructFormat.offset(Layout.REAL_SERVER, "l4_delta");
    private static final long SERVICE = StructFormat.offset(Layout.REAL_SERVER, "service");
    private static final long TOS = StructFormat.offset(Layout.REAL_SERVER, "tos");
    private static final long METHOD = StructFormat.offset(Layout.REAL_SERVER, "method");
    private static final long SLOT = StructFormat.offset(Layout.REAL_SERVER, "slot");
    private static final long WEIGHT = StructFormat.offset(Layout.REAL_SERVER, "weight");

    private final BpfMap servers;
    private final BpfMap loads;
    private final RealServerCounters counters;
    private final Map<Integer, Map<IpAddress, Integer>> numbers = new HashMap<>();
    private final List<Key> prepared = new ArrayList<>();
    private final Deque<Integer> unused = new ArrayDeque<>();
    private final Deque<GivenUp> givenUp = new ArrayDeque<>();
    private volatile int highest;
    private int nextLookedAt;
    private int leftBehind;

    /// Adopts the entries of the virtual services in force, and releases all others. A daemon killed
    /// before its switch leaves entries of a virtual service that never took effect and whose id is
    /// given to another service.
    ///
    /// @param services the ids of the virtual services in force
    RealServerTable(BpfMap servers, BpfMap loads, RealServerCounters counters, Set<Integer> services) {
        this.servers = servers;
        this.loads = loads;
        this.counters = counters;
        for (int number = 1; number < Layout.MAX_REAL_SERVERS; number++) {
            if (!adopt(number, services)) {
                unused.add(number);
            }
        }
        counters.enter();
    }

    private boolean adopt(int number, Set<Integer> services) {
        MemorySegment entry = servers.memory(number);
        int service = Short.toUnsignedInt(entry.get(JAVA_SHORT, SERVICE)) & ~GIVEN_UP;
        if (service == 0) {
            return false;
        }
        Key key = new Key(service, StructFormat.address(entry.asSlice(0, 16)));
        if (!services.contains(service) || has(key)) {
            entry.set(JAVA_SHORT, SERVICE, (short) 0);
            leftBehind++;
            return false;
        }
        counters.begin(number);
        put(key, number);
        highest = number;
        return true;
    }

    /// The number of orphaned entries that an earlier daemon left behind.
    int leftBehind() {
        return leftBehind;
    }

    int number(Key key) {
        Integer number = numbers.getOrDefault(key.service(), Map.of()).get(key.address());
        if (number == null) {
            throw new IllegalArgumentException(key + " has no number");
        }
        return number;
    }

    /// The name of a service's real server; empty if no server has the number.
    ///
    /// @param id the service's ID
    String name(ServicePlan service, int id, int number) {
        return service.servers().stream()
                .filter(server -> number(new Key(id, server.address())) == number)
                .map(PlannedServer::name)
                .findFirst()
                .orElse("");
    }

    /// The meaning of the numbers of these services' real servers.
    Directory directory(List<ServicePlan> services, ToIntFunction<VirtualService> ids) {
        Directory.Builder all = Directory.builder();
        for (ServicePlan service : services) {
            int id = ids.applyAsInt(service.service());
            for (PlannedServer server : service.servers()) {
                all.add(number(new Key(id, server.address())), service, server);
            }
        }
        return all.built();
    }

    /// Makes an entry for each real server of the service.
    ///
    /// @param id        the service's ID
    /// @param tick      the current tick
    /// @param corrected receives the name of each server whose entry had a wrong checksum change
    /// @return the numbers of the real servers, in the order of the plan
    int[] prepare(ServicePlan service, int id, int tick, Consumer<String> corrected) {
        IpAddress vip = service.service().vip();
        return service.servers().stream()
                .mapToInt(server -> {
                    Key key = new Key(id, server.address());
                    if (!has(key)) {
                        add(key, vip, service.dscp(), server, tick);
                    } else if (correct(key, vip)) {
                        corrected.accept(server.name());
                    }
                    return number(key);
                })
                .toArray();
    }

    private boolean has(Key key) {
        return numbers.getOrDefault(key.service(), Map.of()).containsKey(key.address());
    }

    private void put(Key key, int number) {
        numbers.computeIfAbsent(key.service(), _ -> new HashMap<>()).put(key.address(), number);
    }

    /// Gives a new server a number and an entry. Packets use them only once a ring contains the number.
    ///
    /// @param tick the current tick
    void add(Key key, IpAddress vip, Dscp dscp, PlannedServer server, int tick) {
        int number = takeFree(tick);
        counters.begin(number);
        counters.clear(number);
        highest = Math.max(highest, number);
        MemorySegment entry = servers.memory(number);
        entry.fill((byte) 0);
        MemorySegment.copy(StructFormat.mapped(server.address()), 0, entry, JAVA_BYTE, 0, 16);
        entry.set(JAVA_INT, L4_DELTA, delta(vip, server.address()));
        put(key, number);
        prepared.add(key);
        update(key, dscp, server);
    }

    /// Starts counting the packets of added servers. Blocks like [RealServerCounters#enter()].
    void enter() {
        counters.enter();
    }

    /// Corrects an adopted entry whose checksum change was computed for other addresses.
    ///
    /// @return whether the entry was wrong
    private boolean correct(Key key, IpAddress vip) {
        MemorySegment entry = servers.memory(number(key));
        int wanted = delta(vip, key.address());
        if (entry.get(JAVA_INT, L4_DELTA) == wanted) {
            return false;
        }
        entry.set(JAVA_INT, L4_DELTA, wanted);
        return true;
    }

    /// The change of a checksum when the server's address replaces the VIP; 0 for a tunnel, which
    /// leaves the packet unchanged.
    private static int delta(IpAddress vip, IpAddress server) {
        return vip.isV4() == server.isV4() ? InternetChecksum.delta(vip.bytes(), server.bytes()) : 0;
    }

    /// Updates the entry of a numbered server. Each field is written in one store and takes effect immediately.
    void update(Key key, Dscp dscp, PlannedServer server) {
        MemorySegment entry = servers.memory(number(key));
        entry.set(JAVA_BYTE, TOS, (byte) dscp.tos());
        entry.set(JAVA_BYTE, METHOD, (byte) server.method().ordinal());
        entry.set(JAVA_SHORT, WEIGHT, (short) server.weight());
        entry.set(JAVA_SHORT, SERVICE, (short) (key.service() | (server.keepsSessions() ? 0 : GIVEN_UP)));
    }

    /// Updates all numbered entries of a virtual service.
    void update(int service, ServicePlan plan) {
        int[] slots = plan.ring().slotsOf(plan.servers().size());
        for (int i = 0; i < slots.length; i++) {
            PlannedServer server = plan.servers().get(i);
            Key key = new Key(service, server.address());
            update(key, plan.dscp(), server);
            servers.memory(number(key)).set(JAVA_SHORT, SLOT, (short) (slots[i] + 1));
        }
    }

    /// Releases numbers that a failed change has assigned since the last [#retain].
    ///
    /// @param tick the current tick
    void begin(int tick) {
        for (Key key : prepared) {
            Map<IpAddress, Integer> ofService = numbers.getOrDefault(key.service(), new HashMap<>());
            giveUp(Objects.requireNonNull(ofService.remove(key.address())), tick);
        }
        prepared.clear();
    }

    /// Keeps the numbers of these services' servers and releases all others; sessions with
    /// released numbers become misses.
    ///
    /// @param services the ids of all virtual services
    /// @param changed  the servers' addresses in changed services, by the service's id
    /// @param tick     the current tick
    void retain(Set<Integer> services, Map<Integer, Set<IpAddress>> changed, int tick) {
        numbers.entrySet().removeIf(ofService -> {
            boolean stays = services.contains(ofService.getKey());
            Set<IpAddress> kept = stays ? changed.get(ofService.getKey()) : Set.of();
            if (kept != null) {
                retain(ofService.getValue(), kept, tick);
            }
            return !stays;
        });
        prepared.clear();
    }

    private void retain(Map<IpAddress, Integer> ofService, Set<IpAddress> kept, int tick) {
        ofService.entrySet().removeIf(server -> {
            boolean gone = !kept.contains(server.getKey());
            if (gone) {
                giveUp(server.getValue(), tick);
            }
            return gone;
        });
    }

    private void giveUp(int number, int tick) {
        servers.memory(number).set(JAVA_SHORT, SERVICE, (short) 0);
        counters.end(number);
        givenUp.addLast(new GivenUp(number, tick));
    }

    /// Makes the program look up every next hop with the next packet. Any thread may call this, because each
    /// entry takes one store.
    void forgetHops() {
        MemorySegment all = servers.memory();
        for (int number = 1; number <= highest; number++) {
            long at = (long) number * servers.stride(); // avoids slices, because neighbours fail by the hundred
            if (all.get(JAVA_SHORT, at + SERVICE) != 0) {
                all.set(JAVA_INT, at + HOP_TICK, 0);
                all.set(JAVA_INT, at + PATH_TICK, 0);
            }
        }
    }

    /// Real servers for which the program has seen several next hops: at most [#NEIGHBOURS_AT_ONCE], different
    /// servers on each call.
    ///
    /// @param tick the current tick
    List<IpAddress> withSeveralHops(int tick) {
        Set<IpAddress> found = new LinkedHashSet<>();
        for (int i = 0; i <= highest && found.size() < NEIGHBOURS_AT_ONCE; i++) {
            nextLookedAt = nextLookedAt >= highest ? 1 : nextLookedAt + 1;
            MemorySegment entry = servers.memory(nextLookedAt);
            int seen = entry.get(JAVA_INT, SEVERAL_TICK);
            if (seen != 0 && tick - seen <= SEVERAL_TICKS && entry.get(JAVA_SHORT, SERVICE) != 0) {
                found.add(StructFormat.address(entry.asSlice(0, 16)));
            }
        }
        return List.copyOf(found);
    }

    /// The time since a server's last packet: the program looks up the next hop for the first packet of each
    /// second, and records the time.
    ///
    /// @return the seconds; -1 if no packet has arrived since the routes changed
    long lastPacketSeconds(int number, int tick) {
        MemorySegment entry = servers.memory(number);
        int asked = Math.max(entry.get(JAVA_INT, HOP_TICK), entry.get(JAVA_INT, PATH_TICK));
        return asked == 0 ? -1 : Math.max(0, tick - asked);
    }

    int sessionsActive(int number) {
        return loads.memory(number).get(JAVA_INT, 0);
    }

    /// Takes a released number that no session can contain; otherwise an unused number; otherwise the
    /// number released longest ago, preferably without a session. Low numbers are therefore reused, and few
    /// counter blocks are needed.
    private int takeFree(int tick) {
        GivenUp oldest = givenUp.peekFirst();
        if (oldest != null && tick - oldest.tick() > REST_TICKS && sessionsActive(oldest.number()) == 0) {
            return givenUp.removeFirst().number();
        }
        if (!unused.isEmpty()) {
            return unused.removeFirst();
        }
        for (GivenUp resting : givenUp) {
            if (sessionsActive(resting.number()) == 0) {
                givenUp.remove(resting);
                return resting.number();
            }
        }
        return givenUp.removeFirst().number();
    }
}
