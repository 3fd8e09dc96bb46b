// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.forward;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import dev.baro.core.model.Dscp;
import dev.baro.core.model.ForwardingMethod;
import dev.baro.core.model.IpAddress;
import dev.baro.core.model.Protocol;
import dev.baro.core.model.SessionSettings;
import dev.baro.core.model.VirtualService;
import dev.baro.core.plan.Plan;
import dev.baro.core.plan.PlannedServer;
import dev.baro.core.plan.ServicePlan;
import dev.baro.core.schedule.Ring;
import dev.baro.core.schedule.RoundRobin;
import dev.baro.core.schedule.Share;
import dev.baro.core.schedule.SlotChoice;
import dev.baro.core.schedule.Turns;
import dev.baro.dataplane.bpf.BpfFs;
import dev.baro.dataplane.bpf.BpfMap;
import dev.baro.dataplane.bpf.BpfProgram;
import dev.baro.dataplane.instructions.BpfMachine;
import dev.baro.dataplane.kernel.StructFormat;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The real program with real maps, run on single frames. Time stands still unless a test moves it, and the next hop of
/// every real server is known, so that no routing is asked.
public final class PacketPath implements AutoCloseable {
    static final int PASS = 2;
    public static final int DROP = 1;
    static final int TX = 3;
    static final int REDIRECT = 4;
    public static final String VIP = "192.0.2.10";
    /// What frames of tests are sent to.
    static final String TO_MAC = "02:00:00:00:00:01";

    static final String HOP_MAC = "02:00:00:00:0a:01";
    static final String OWN_MAC = "02:00:00:00:0a:02";
    /// BPF_PROG_TEST_RUN lets frames come in by the loopback interface.
    static final int INGRESS = 1;

    public final Forwarder forwarder;
    public final String instance;
    private final ForwarderMaps maps;
    private final BpfProgram program;
    private List<ServicePlan> services = List.of();

    private PacketPath(String instance, Function<Path, ForwarderMaps> load) {
        this.instance = instance;
        this.maps = load.apply(BpfFs.makeDirectory(instance));
        this.forwarder = new Forwarder(maps, false, List.of());
        this.program = maps.program();
        WireBytes.tellOwn(maps, TO_MAC);
    }

    public static PacketPath open() {
        return open("test-" + ProcessHandle.current().pid());
    }

    /// @param elf the program as another compiler makes it
    public static PacketPath open(byte[] elf) {
        return new PacketPath(
                "test-" + ProcessHandle.current().pid(), directory -> ForwarderMaps.load(directory, 65_536, elf));
    }

    static PacketPath open(String instance) {
        return open(instance, 65_536);
    }

    public static PacketPath open(String instance, int maxSessions) {
        return open(instance, maxSessions, HashKey.random());
    }

    public static PacketPath open(String instance, int maxSessions, HashKey key) {
        return new PacketPath(instance, directory -> ForwarderMaps.load(directory, maxSessions, key));
    }

    /// Lets go of the maps and leaves the pins, as a daemon does that ends.
    public void leave() {
        forwarder.close();
    }

    @Override
    public void close() {
        forwarder.close();
        Forwarder.remove(instance);
    }

    public void apply(ServicePlan... services) {
        this.services = List.of(services);
        forwarder.apply(new Plan(this.services));
        nextHops(INGRESS);
    }

    /// Lets the sessions of a service that is planned already live by other settings.
    void limit(SessionSettings settings) {
        forwarder.apply(new Plan(services, Set.of(), settings));
        nextHops(INGRESS);
    }

    /// Writes the entry of a real server as an apply does before its switch.
    void enter(int service, IpAddress vip, Dscp dscp, PlannedServer server) {
        new RealServerTable(maps.map("real_servers"), maps.map("real_server_loads"), maps.counters(), Set.of())
                .add(new RealServerTable.Key(service, server.address()), vip, dscp, server, 1);
    }

    MemorySegment realServer(int number) {
        return maps.map("real_servers").memory(number);
    }

    /// Seconds by state of a session.
    int[] timeouts() {
        return maps.map(".data.limits").memory(0).asSlice(0, 32).toArray(JAVA_INT);
    }

    /// The balancer has these addresses and no others.
    void own(String... addresses) {
        new OwnAddresses(maps)
                .tell(Arrays.stream(addresses).map(IpAddress::parse).toList(), List.of());
    }

    /// Takes a slab out of the program's view, and leaves its pin.
    public void forgetSlab(int index) {
        maps.map("slabs").delete(index);
    }

    public void restorePins() {
        List<String> _ = maps.restorePins();
    }

    public void nextHopsOfAll() {
        nextHops(INGRESS, Layout.MAX_REAL_SERVERS);
    }

    /// Sets the next hop of the first real servers, which most tests have no more than.
    void nextHops(int ifindex) {
        nextHops(ifindex, 64);
    }

    private void nextHops(int ifindex, int numbers) {
        byte[] entry = new byte[(int) Layout.REAL_SERVER.byteSize()];
        MemorySegment hop = MemorySegment.ofArray(entry);
        byte[] macs = Frame.tcp(0).macs(HOP_MAC, OWN_MAC).bytes();
        int first = (int) StructFormat.offset(Layout.REAL_SERVER, "hop_mac");
        int behind = (int) StructFormat.offset(Layout.REAL_SERVER, "l4_delta");
        System.arraycopy(macs, 0, entry, first, 12);
        hop.set(JAVA_INT_UNALIGNED, StructFormat.offset(Layout.REAL_SERVER, "hop_ifindex"), ifindex);
        hop.set(JAVA_INT_UNALIGNED, StructFormat.offset(Layout.REAL_SERVER, "hop_tick"), now().get(JAVA_INT, 0));
        hop.set(JAVA_SHORT_UNALIGNED, StructFormat.offset(Layout.REAL_SERVER, "hop_mtu"), (short) 1500);
        BpfMap servers = maps.map("real_servers");
        for (int number = 1; number < numbers; number++) {
            MemorySegment.copy(
                    entry,
                    first,
                    servers.memory(),
                    JAVA_BYTE,
                    (long) number * servers.stride() + first,
                    behind - first);
        }
    }

    /// Moves time without moving what is known of next hops.
    public void passSeconds(int seconds) {
        now().set(JAVA_INT, 0, now().get(JAVA_INT, 0) + seconds);
        nextHops(INGRESS);
    }

    /// What packets have written, as text that two moments can be compared by.
    public String written() {
        String memory = Stream.of(
                        ".bss",
                        ".data.now",
                        ".data.limits",
                        "sessions",
                        "occupied",
                        "real_servers",
                        "real_server_loads",
                        "cursors")
                .map(map -> map + " " + Arrays.hashCode(maps.map(map).memory().toArray(JAVA_BYTE)))
                .collect(Collectors.joining("\n"));
        return memory + "\n" + forwarder.counters();
    }

    /// The programs as instructions, on the same maps.
    public BpfMachine machine() {
        return new BpfMachine(maps.instructions("baro_xdp"), maps.instructions("baro_exceptions"));
    }

    /// What the table holds, of all virtual services together.
    public long sessions(SessionState state) {
        return forwarder.sessions().servers().stream()
                .mapToLong(server -> server.counts().get(state))
                .sum();
    }

    public BpfProgram.TestRun run(byte[] frame) {
        return program.testRun(frame, 0, 1);
    }

    public BpfProgram.TestRun run(Frame frame) {
        return run(frame.bytes());
    }

    /// The destination that a frame leaves with.
    public String destinationOf(Frame frame) {
        return destination(run(frame).packet());
    }

    public static String destination(byte[] packet) {
        return IpAddress.of(Arrays.copyOfRange(packet, 30, 34)).toString();
    }

    long count(PacketOutcome outcome) {
        return forwarder.counters().outcomes().getOrDefault(outcome, -1L);
    }

    /// Packets to a VIP that were not forwarded to a real server.
    Map<PacketOutcome, Long> counts(String vip) {
        return forwarder.counters().vips().getOrDefault(IpAddress.parse(vip), Map.of());
    }

    public List<ForwarderCounters.ServerCounters> servers(int service) {
        return forwarder.counters().services().get(service).servers();
    }

    /// Sessions opened for the first service.
    long created() {
        return servers(0).stream()
                .mapToLong(ForwarderCounters.ServerCounters::sessionsCreated)
                .sum();
    }

    /// Sessions that the first service has now.
    public long active() {
        return servers(0).stream()
                .mapToLong(ForwarderCounters.ServerCounters::sessionsActive)
                .sum();
    }

    private MemorySegment now() {
        return maps.map(".data.now").memory(0);
    }

    /// A service of VIP, with real servers 198.51.100.1, .2, ... in turn in its ring.
    public static ServicePlan service(Protocol protocol, int port, SlotChoice choice, int servers) {
        Ring ring = choice == SlotChoice.NEXT ? new RoundRobin().fill(shares(servers)) : turns(servers);
        return inTurn(service(protocol, port, choice, servers, ring), 1);
    }

    private static List<Share> shares(int servers) {
        return IntStream.rangeClosed(1, servers)
                .mapToObj(number -> new Share("web-" + number, 100))
                .toList();
    }

    public static ServicePlan service(Protocol protocol, int port, SlotChoice choice, int servers, Ring ring) {
        List<PlannedServer> planned = new ArrayList<>();
        for (int i = 1; i <= servers; i++) {
            planned.add(new PlannedServer("web-" + i, IpAddress.parse("198.51.100." + i), ForwardingMethod.DSCP, 100));
        }
        VirtualService service = new VirtualService(IpAddress.parse(VIP), protocol, port);
        return new ServicePlan(service, new Dscp(10), choice, planned, ring);
    }

    /// The same with one turn for each real server that is in the ring.
    public static ServicePlan inTurn(ServicePlan plan, int spread) {
        if (plan.choice() != SlotChoice.NEXT) {
            return plan;
        }
        int[] slots = plan.ring().slotsOf(plan.servers().size());
        List<Integer> weights =
                IntStream.of(slots).mapToObj(slot -> slot < 0 ? 0 : 1).toList();
        return new ServicePlan(
                plan.service(),
                plan.dscp(),
                plan.choice(),
                plan.servers(),
                plan.ring(),
                new Turns(weights, spread),
                plan.affinity());
    }

    /// Opens sessions, from this flow on, until one goes to the server.
    ///
    /// @return its flow, which has sent its SYN
    int openAt(String server, int from) {
        int flow = from;
        while (!destinationOf(NumberedFlows.syn(flow)).equals(server)) {
            flow++;
        }
        return flow;
    }

    /// Opens sessions, from this flow on, until one does not go where the hash says.
    ///
    /// @return its flow, whose handshake is complete
    public int openDeviating(int from) {
        for (int flow = from; ; flow++) {
            String byHash = destinationOf(NumberedFlows.ack(flow));
            String server = destinationOf(NumberedFlows.syn(flow));
            run(NumberedFlows.ack(flow));
            if (!server.equals(byHash)) {
                return flow;
            }
        }
    }

    private static Ring turns(int servers) {
        return new Ring(IntStream.range(0, servers).toArray());
    }
}
