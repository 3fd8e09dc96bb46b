// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.forward;

import static dev.baro.dataplane.forward.ServiceEntry.longestAffinity;

import dev.baro.core.model.IpAddress;
import dev.baro.core.model.VirtualService;
import dev.baro.core.plan.Plan;
import dev.baro.core.plan.PlannedServer;
import dev.baro.core.plan.ServicePlan;
import dev.baro.dataplane.bpf.BpfFs;
import dev.baro.dataplane.bpf.BpfMap;
import dev.baro.dataplane.bpf.BpfProgram;
import dev.baro.dataplane.bpf.Pins;
import dev.baro.dataplane.kernel.DataplaneException;
import dev.baro.dataplane.kernel.NextHopNeighbours;
import dev.baro.dataplane.kernel.Privileges;
import dev.baro.dataplane.sync.Directory;
import dev.baro.dataplane.sync.SessionTap;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Applies plans to the kernel and reads its counters. Forwarding outlives this object: after it closes or
/// dies, the program stays attached and keeps every session, and the next forwarder of the same instance adopts
/// both. It makes no decisions itself.
///
/// Not thread-safe; it has one owner.
public final class Forwarder implements AutoCloseable {

    /// The interfaces on which packets for VIPs arrive. If there are none, the program is
    /// loaded but not attached.
    ///
    /// @param keepsTags the names of interfaces on which frames leave with the VLAN tags they arrived with
    public record Interfaces(List<String> names, List<String> keepsTags) {
        public Interfaces {
            names = List.copyOf(names);
            keepsTags = List.copyOf(keepsTags);
        }
    }

    /// @param instance      the instance that names the pins under `/sys/fs/bpf/baro/`;
    ///                      letters, digits and dashes
    /// @param maxSessions   the capacity of the session table; an adopted table keeps its size
    /// @param tunnelSources this host's source addresses for method `ipip`, at most one of each family
    /// @param hashKey       the key of the flow hash; an adopted table keeps its key
    public record Options(
            String instance, Interfaces interfaces, int maxSessions, List<IpAddress> tunnelSources, HashKey hashKey) {
        public Options {
            tunnelSources = List.copyOf(tunnelSources);
        }

        /// The options with a random key.
        public Options(String instance, List<String> interfaces, int maxSessions, List<IpAddress> tunnelSources) {
            this(instance, new Interfaces(interfaces, List.of()), maxSessions, tunnelSources, HashKey.random());
        }
    }

    private final ForwarderMaps maps;
    private final boolean adopted;
    private final ServiceIds ids;
    private final RealServerTable servers;
    private final Rings rings;
    private final TurnTable turns;
    private final SessionTable sessions;
    private final BpfMap tables;
    private final CounterReader counters;
    private final List<IpAddress> tunnelSources;
    private final Tracing tracing;
    private final List<Repair> repairs = new ArrayList<>();
    private Plan plan = Plan.EMPTY;
    private volatile Directory directory = Directory.EMPTY;
    private boolean tapped;
    private boolean unfinished = true;
    private @Nullable Host host;

    /// @param maps the maps, which now belong to this forwarder; it removes unfinished changes
    /// of an earlier forwarder
    public Forwarder(ForwarderMaps maps, boolean adopted, List<IpAddress> tunnelSources) {
        this.maps = maps;
        this.adopted = adopted;
        this.tunnelSources = List.copyOf(tunnelSources);
        this.tables = maps.map("service_tables");
        this.rings = new Rings(maps.slabs());
        this.sessions = new SessionTable(maps.map("sessions"), maps.map(".data.limits"));
        this.ids = new ServiceIds(ServiceTable.read(tables.memory(maps.tableInForce())).stream()
                .map(rings::adopt)
                .toList());
        this.turns = new TurnTable(maps.map("real_server_loads"), maps.map("cursors"));
        turns.inForce(ids.inForce());
        RealServerCounters perCpu = maps.counters();
        this.servers = new RealServerTable(maps.map("real_servers"), maps.map("real_server_loads"), perCpu, ids.all());
        this.counters = new CounterReader(maps, perCpu);
        this.tracing = new Tracing(maps, new Tracing.Parts(ids, servers, rings, sessions, () -> plan), this::use);
        if (servers.leftBehind() > 0) {
            repairs.add(new Repair(
                    Repair.Kind.REAL_SERVER,
                    servers.leftBehind() + " entries of real servers belonged to no virtual service"));
        }
    }

    /// Loads the program, or adopts an earlier forwarder's program, and attaches it to existing interfaces.
    /// Blocks for about 100 ms.
    ///
    /// @throws DataplaneException with a message of one sentence, if another process holds the instance or an
    /// existing interface is unusable; nothing new is left behind in that case
    public static Forwarder open(Options options) {
        Privileges.requireBpf();
        Pins pins = Pins.hold(options.instance());
        boolean adopted = pins.exist();
        try {
            Path directory = adopted ? pins.directory() : pins.begin();
            ForwarderMaps maps = ForwarderMaps.load(directory, options.maxSessions(), options.hashKey());
            return open(options, pins, new Forwarder(maps, adopted, options.tunnelSources()));
        } catch (RuntimeException | Error e) {
            if (!adopted) {
                pins.remove();
            }
            pins.close();
            throw e;
        }
    }

    /// Completes the program's data before the first packet reaches the program.
    private static Forwarder open(Options options, Pins pins, Forwarder forwarder) {
        try {
            forwarder.maps.setTunnelSources(options.tunnelSources());
            if (!forwarder.adopted) {
                pins.commit();
                forwarder.maps.pinnedIn(pins.directory());
            }
            forwarder.host = Host.attach(forwarder.maps, pins, options.interfaces(), forwarder::forgetHops);
            return forwarder;
        } catch (RuntimeException | Error e) {
            forwarder.maps.close();
            throw e;
        }
    }

    /// Called on the thread of the route watch.
    private void forgetHops() {
        servers.forgetHops();
        maps.forgetPaths();
    }

    /// Whether an earlier forwarder left the instance running, or another forwarder is using it.
    public static boolean exists(String instance) {
        return Files.isDirectory(BpfFs.directory(instance));
    }

    /// Detaches the program from every interface of the instance and removes its pins. Packets for VIPs
    /// are no longer forwarded.
    ///
    /// @return whether there was anything to remove
    /// @throws DataplaneException if another process holds the instance
    public static boolean remove(String instance) {
        try (Pins pins = Pins.hold(instance)) {
            return pins.remove();
        }
    }

    private void use(BpfProgram program) {
        if (host != null) {
            host.use(program);
        }
    }

    /// Whether sessions and counters of an earlier forwarder were adopted.
    public boolean adopted() {
        return adopted;
    }

    /// The number of virtual services in force; after adoption, the number of the previous forwarder's services.
    public int servicesInForce() {
        return ids.inForce().size();
    }

    /// The key of the flow hash.
    public HashKey hashKey() {
        return maps.hashKey();
    }

    /// The configured interfaces, as of the last [#reconcile()].
    public List<Attachment> attachments() {
        return host == null ? List.of() : host.attachments();
    }

    /// Facts about this host that exceed the space in the program's data, as of the last [#reconcile()]: one
    /// sentence each, with a remedy.
    public List<String> problems() {
        return host == null ? List.of() : host.problems();
    }

    /// Restores the desired state of the interfaces' programs, the pins, and the program's data about this
    /// host. Call it about once a second. Blocks for less than a millisecond if nothing differs.
    ///
    /// @return the repairs since the last call, including those made when the maps were adopted
    public List<Repair> reconcile() {
        List<Repair> done = new ArrayList<>(repairs);
        repairs.clear();
        if (host != null) {
            done.addAll(host.reconcile());
            NextHopNeighbours.use(servers.withSeveralHops(maps.tick()));
        }
        return done;
    }

    /// Traces packets through the program.
    public Tracing tracing() {
        return tracing;
    }

    /// The program that packets pass through, for running it on single packets.
    public BpfProgram program() {
        return maps.program();
    }

    /// The meaning of the real servers' numbers in the session table, once [#tap()] has been called. Any
    /// thread may call this.
    public Directory directory() {
        return directory;
    }

    /// The session table, to copy it from and to peers.
    public SessionTap tap() {
        tapped = true;
        directory = servers.directory(plan.services(), ids::of);
        return SessionTap.open(maps.directory(), hashKey().digest());
    }

    /// Activates the plan with one switch: for each packet, either the previous plan or this one applies, never
    /// a mixture. Blocks for milliseconds.
    ///
    /// @throws DataplaneException if the plan does not fit; the previous plan then stays in force
    public void apply(Plan wanted) {
        PlanLimits.require(wanted, tunnelSources);
        begin();
        if (host != null) {
            host.learnPathMtu(wanted.hasTunnels());
        }
        List<ServiceEntry> entries = new ArrayList<>();
        Map<IpAddress, List<ServicePlan>> ofVips = new LinkedHashMap<>();
        Map<VirtualService, ServicePlan> before = new HashMap<>();
        plan.services().forEach(service -> before.put(service.service(), service));
        List<ServicePlan> changed = new ArrayList<>();
        for (ServicePlan service : wanted.services()) {
            boolean same = Objects.equals(service, before.get(service.service()));
            ServiceEntry entry = same ? ids.inForce(ids.of(service.service())).orElseThrow() : prepare(service);
            entries.add(entry.refusing(ServiceEntry.refuses(service, wanted)));
            if (!same) {
                changed.add(service);
            }
            ofVips.computeIfAbsent(service.service().vip(), _ -> new ArrayList<>())
                    .add(service);
        }
        ofVips.forEach((vip, services) -> entries.add(ServiceEntry.ofVip(vip, services, wanted)));
        maps.setLimits(wanted.sessions(), Math.max(longestAffinity(ids.inForce()), longestAffinity(entries)));
        rings.enter();
        servers.enter();
        counters.begin(ofVips.keySet());
        int spare = 1 - maps.tableInForce();
        ServiceTable.write(tables.memory(spare), entries);
        maps.putInForce(spare);
        changed.forEach(service -> servers.update(ids.of(service.service()), service));
        ids.inForce(entries);
        turns.inForce(ids.inForce());
        maps.ringsChanged();
        servers.retain(ids.all(), addresses(changed), maps.tick());
        follow(wanted);
        rings.retain(ids.inForce());
        counters.retain(ofVips.keySet());
        maps.setLimits(wanted.sessions(), longestAffinity(entries));
        unfinished = false;
    }

    private void follow(Plan wanted) {
        plan = wanted;
        directory = tapped ? servers.directory(wanted.services(), ids::of) : Directory.EMPTY;
    }

    /// Reverts the preparations of an earlier change that failed.
    private void begin() {
        rings.begin();
        if (unfinished) {
            ids.begin();
            servers.begin(maps.tick());
            rings.retain(ids.inForce());
        }
        unfinished = true;
    }

    /// Unmarks slots of hashed rings that moved long ago, so that they no longer need the session table. Call
    /// this from time to time; omitting it does no harm.
    ///
    /// @return the number of slots that still need the session table
    public int settle() {
        int timeout = (int) plan.sessions().timeouts().longest().toSeconds();
        return rings.settle(ids.inForce(), maps.tick(), timeout, maps::ringsChanged);
    }

    /// Counts the sessions in the table. Blocks for about 50 ms with ten million of them.
    public SessionCensus sessions() {
        SessionTable.Counts counts = sessions.count(maps.tick());
        List<SessionCensus.ServerSessions> servers = new ArrayList<>();
        for (ServicePlan service : plan.services()) {
            int id = ids.of(service.service());
            for (PlannedServer server : service.servers()) {
                int number = this.servers.number(new RealServerTable.Key(id, server.address()));
                servers.add(new SessionCensus.ServerSessions(service.service(), server.name(), counts.byState(number)));
            }
        }
        return new SessionCensus(
                sessions.places(), maps.sweptNs(), maps.longestPieceNs(), maps.longestWorkNs(), servers);
    }

    /// The destination of the next packet of an established flow; empty if its virtual service is not planned.
    public Optional<Flow.Status> session(Flow flow) {
        return tracing.session(flow);
    }

    /// Reads all counters. Blocks for milliseconds.
    public ForwarderCounters counters() {
        return counters.of(plan, ids, servers, maps.tick());
    }

    /// Releases this process's hold on the kernel objects, which keep running.
    @Override
    public void close() {
        tracing.end();
        if (host != null) {
            host.close();
        }
        maps.close();
    }

    /// Prepares everything that the switch will activate: real servers with their numbers, and their ring.
    private ServiceEntry prepare(ServicePlan service) {
        int id = ids.of(service.service());
        int[] numbers = servers.prepare(
                service,
                id,
                maps.tick(),
                name -> repairs.add(
                        new Repair(Repair.Kind.REAL_SERVER, "the entry of " + name + " had another checksum")));
        Set<Integer> usable = IntStream.range(0, numbers.length)
                .filter(i -> service.servers().get(i).keepsSessions())
                .mapToObj(i -> numbers[i])
                .collect(Collectors.toSet());
        turns.share(id, service.turns(), numbers);
        RingTable.Numbers slots = RingTable.Numbers.of(service, numbers);
        int ring = ids.inForce(id)
                .map(before -> counters.isUnused(numbers)
                        ? rings.replace(before, slots)
                        : rings.put(before, service.choice(), slots, usable, maps.tick()))
                .orElseGet(() -> rings.put(slots));
        return ServiceEntry.of(service, id, ring);
    }

    /// @return the real servers' addresses by the id of their virtual service
    private Map<Integer, Set<IpAddress>> addresses(List<ServicePlan> services) {
        return services.stream()
                .collect(Collectors.groupingBy(
                        service -> ids.of(service.service()),
                        Collectors.flatMapping(
                                service -> service.servers().stream().map(PlannedServer::address),
                                Collectors.toSet())));
    }
}
