// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.conformance;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.baro.core.model.Dscp;
import dev.baro.core.model.ForwardingMethod;
import dev.baro.core.model.IpAddress;
import dev.baro.core.model.Protocol;
import dev.baro.core.model.SessionSettings;
import dev.baro.core.model.VipOptions.Refusal;
import dev.baro.core.model.VipOptions.Refusals;
import dev.baro.core.model.VirtualService;
import dev.baro.core.plan.Plan;
import dev.baro.core.plan.PlannedServer;
import dev.baro.core.plan.ServicePlan;
import dev.baro.core.schedule.Ring;
import dev.baro.core.schedule.SlotChoice;
import dev.baro.dataplane.bpf.BpfFs;
import dev.baro.dataplane.bpf.BpfMap;
import dev.baro.dataplane.bpf.BpfProgram;
import dev.baro.dataplane.bpf.LibBpf;
import dev.baro.dataplane.forward.Forwarder;
import dev.baro.dataplane.forward.ForwarderMaps;
import dev.baro.dataplane.forward.Layout;
import dev.baro.dataplane.forward.PacketOutcome;
import dev.baro.dataplane.forward.WireBytes;
import dev.baro.dataplane.kernel.StructFormat;
import dev.baro.dataplane.model.Address;
import dev.baro.dataplane.model.Octets;
import dev.baro.dataplane.model.Setup;
import dev.baro.dataplane.model.Way;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The real program, or a damaged copy of it, configured as a [Setup] says. Time stands still unless a test moves it.
public final class TestedProgram implements AutoCloseable {
    public static final int INGRESS = 1;
    /// Another interface that the program is attached to.
    static final int ELSEWHERE = INGRESS + 1;

    private static final int MAX_SESSIONS = 65_536;
    private static final int RING_SLOTS_PER_SERVER = 13;

    private final String instance = "model-" + ProcessHandle.current().pid();
    private final Setup setup;
    private final SlotChoice choice;
    private final Optional<UplinkRoutes> routes;
    private final ForwarderMaps maps;
    private final Forwarder forwarder;
    private final BpfProgram program;
    private final Arena arena = Arena.ofConfined();
    private final int cpus = LibBpf.possibleCpus();
    private final MemorySegment counts = arena.allocate(8L * cpus, 8);
    private final BpfMap outcomes;

    private TestedProgram(Setup setup, SlotChoice choice, Function<Path, ForwarderMaps> load) {
        this.setup = setup;
        this.choice = choice;
        this.routes = setup.anySeveralHops() ? Optional.of(UplinkRoutes.open(setup)) : Optional.empty();
        this.maps = load.apply(BpfFs.makeDirectory(instance));
        List<IpAddress> sources = List.of(
                IpAddress.of(setup.tunnelV4().octets().toArray()),
                IpAddress.of(setup.tunnelV6().octets().toArray()));
        maps.setTunnelSources(sources);
        this.forwarder = new Forwarder(maps, false, sources);
        this.program = maps.program();
        this.outcomes = maps.map("outcomes");
        tellTags();
        routes.ifPresent(known -> known.tell(maps));
        WireBytes.tellOwn(maps, setup.own().macs().stream().map(Octets::hex).toArray(String[]::new));
        WireBytes.tellBroadcasts(
                maps, setup.own().broadcasts().stream().map(Address::literal).toArray(String[]::new));
        putOnLocalSegment();
    }

    public static TestedProgram open(Setup setup) {
        return open(setup, SlotChoice.HASH);
    }

    /// @param choice among several real servers of a virtual service
    public static TestedProgram open(Setup setup, SlotChoice choice) {
        return new TestedProgram(setup, choice, directory -> ForwarderMaps.load(directory, MAX_SESSIONS));
    }

    /// @param elf another compiled copy of the program
    public static TestedProgram open(Setup setup, byte[] elf) {
        return new TestedProgram(setup, SlotChoice.HASH, directory -> ForwarderMaps.load(directory, MAX_SESSIONS, elf));
    }

    /// Only these VIPs, and none at first.
    public void putOnLocalSegment(String... vips) {
        forwarder.apply(new Plan(
                setup.services().stream().map(this::planned).toList(),
                Arrays.stream(vips).map(IpAddress::parse).collect(Collectors.toSet()),
                refusals(),
                SessionSettings.DEFAULTS));
        setHops();
    }

    private Map<IpAddress, Refusals> refusals() {
        Map<IpAddress, Refusals> refusals = new HashMap<>();
        for (Address vip : setup.refusing().unserved()) {
            boolean both = setup.refusing().noServer().contains(vip);
            refusals.put(
                    IpAddress.of(vip.octets().toArray()),
                    new Refusals(Refusal.RESET, both ? Refusal.RESET : Refusal.DROP));
        }
        return refusals;
    }

    /// Each stack of tags has an interface for itself, on the one that frames come in by.
    private void tellTags() {
        Map<Integer, Integer> first = new HashMap<>();
        if (setup.tags().kept()) {
            tellTag(INGRESS, -1, INGRESS);
        }
        setup.tags().known().stream().filter(stack -> stack.size() == 1).forEach(stack -> {
            first.put(stack.getFirst(), 1_000 + first.size());
            tellTag(INGRESS, stack.getFirst(), 1_000 + first.size() - 1);
        });
        setup.tags().known().stream()
                .filter(stack -> stack.size() == 2)
                .forEach(stack -> tellTag(first.getOrDefault(stack.getFirst(), 0), stack.getLast(), 2_000));
    }

    private void tellTag(int ifindex, int tag, int vlanInterface) {
        MemorySegment key = arena.allocate(8, 4);
        key.set(JAVA_INT, 0, ifindex);
        key.set(JAVA_INT, 4, tag);
        maps.map("tags").put(key, arena.allocateFrom(JAVA_INT, vlanInterface));
    }

    /// Tells the address of the interface that frames come in by.
    public void attach(String mac) {
        MemorySegment own = arena.allocate(Layout.ATTACHMENT);
        MemorySegment.copy(WireBytes.mac(mac), 0, own, JAVA_BYTE, 0, 6);
        maps.map("attachments").write(INGRESS, own);
        WireBytes.tellOwn(maps, mac);
    }

    /// Every real server is behind this interface from here on, until time passes.
    ///
    /// @param ifindex 0 for one that the program is not attached to
    /// @param vlan    0 for none
    public void reachBy(int ifindex, int vlan) {
        BpfMap servers = maps.map("real_servers");
        for (int number = 1; number <= members(); number++) {
            servers.memory(number).set(JAVA_INT, offset("hop_ifindex"), ifindex);
            servers.memory(number).set(JAVA_SHORT, offset("hop_vlan"), (short) vlan);
        }
    }

    public BpfProgram.TestRun run(byte[] frame) {
        return program.testRun(frame, 0, 1);
    }

    /// How often a outcome was counted.
    public long count(Way way) {
        outcomes.read(PacketOutcome.valueOf(way.name()).ordinal(), counts);
        return IntStream.range(0, cpus)
                .mapToLong(cpu -> counts.getAtIndex(JAVA_LONG, cpu))
                .sum();
    }

    /// As if every CPU had sent so many ICMP errors in this second.
    public void haveAnswered(int errors) {
        haveUsed(0, errors);
    }

    /// The same of resets and other ICMP errors than "too big".
    public void haveRefused(int answers) {
        haveUsed(2, answers);
    }

    /// How many "too big" were not sent because of a limit.
    public long answersRefused() {
        MemorySegment budgets = arena.allocate(16L * cpus, 8);
        maps.map("budgets").read(0, budgets);
        return IntStream.range(0, cpus)
                .mapToLong(cpu -> budgets.getAtIndex(JAVA_LONG, 2L * cpu + 1))
                .sum();
    }

    private void haveUsed(int budget, int answers) {
        int tick = maps.map(".data.now").memory(0).get(JAVA_INT, 0);
        MemorySegment budgets = arena.allocate(16L * cpus, 8);
        for (int cpu = 0; cpu < cpus; cpu++) {
            budgets.set(JAVA_INT, 16L * cpu, tick);
            budgets.set(JAVA_INT, 16L * cpu + 4, answers);
        }
        maps.map("budgets").write(budget, budgets);
    }

    /// Moves time, and what is known of next hops with it.
    public void passSeconds(int seconds) {
        MemorySegment now = maps.map(".data.now").memory(0);
        now.set(JAVA_INT, 0, now.get(JAVA_INT, 0) + seconds);
        setHops();
    }

    @Override
    public void close() {
        arena.close();
        forwarder.close();
        Forwarder.remove(instance);
        routes.ifPresent(UplinkRoutes::close);
    }

    /// Next hops by the real servers' addresses, each of which has one; those of several the program asks for.
    private void setHops() {
        Map<IpAddress, Setup.Server> planned = servers();
        int tick = maps.map(".data.now").memory(0).get(JAVA_INT, 0);
        BpfMap servers = maps.map("real_servers");
        for (int number = 1; number <= members(); number++) {
            MemorySegment entry = servers.memory(number);
            if (entry.get(JAVA_SHORT, offset("service")) != 0) {
                Setup.Server server = Objects.requireNonNull(planned.get(StructFormat.address(entry.asSlice(0, 16))));
                if (!server.hasSeveralHops()) {
                    setHop(entry, server, server.hops().getFirst(), tick);
                }
            }
        }
    }

    private static void setHop(MemorySegment entry, Setup.Server server, Setup.Hop hop, int tick) {
        MemorySegment.copy(hop.mac().toArray(), 0, entry, JAVA_BYTE, offset("hop_mac"), 6);
        MemorySegment.copy(hop.own().toArray(), 0, entry, JAVA_BYTE, offset("own_mac"), 6);
        entry.set(JAVA_INT, offset("hop_ifindex"), hop.elsewhere() ? ELSEWHERE : INGRESS);
        entry.set(JAVA_INT, offset("hop_tick"), tick);
        entry.set(JAVA_SHORT, offset("hop_mtu"), (short) hop.mtu());
        entry.set(JAVA_SHORT, offset("hop_vlan"), (short) hop.vlan());
        if (server.direct()) {
            MemorySegment.copy(hop.mac().toArray(), 2, entry, JAVA_BYTE, offset("direct_mac"), 4);
        }
    }

    private Map<IpAddress, Setup.Server> servers() {
        Map<IpAddress, Setup.Server> servers = new HashMap<>();
        setup.services().forEach(service -> service.servers().forEach(s -> servers.put(ip(s), s)));
        return servers;
    }

    private int members() {
        return setup.services().stream()
                .mapToInt(service -> service.servers().size())
                .sum();
    }

    private static long offset(String field) {
        return StructFormat.offset(Layout.REAL_SERVER, field);
    }

    private ServicePlan planned(Setup.Service service) {
        List<PlannedServer> servers = new ArrayList<>();
        for (Setup.Server server : service.servers()) {
            ForwardingMethod method = ForwardingMethod.valueOf(server.method().name());
            servers.add(new PlannedServer("web-" + servers.size(), ip(server), method, 100));
        }
        IpAddress vip = IpAddress.of(service.vip().octets().toArray());
        Protocol protocol = service.protocol() == Packet.TCP ? Protocol.TCP : Protocol.UDP;
        int slots = servers.size() * RING_SLOTS_PER_SERVER;
        Ring ring =
                new Ring(IntStream.range(0, slots).map(i -> i % servers.size()).toArray());
        return new ServicePlan(
                new VirtualService(vip, protocol, service.port()),
                new Dscp(service.dscp()),
                servers.size() > 1 ? choice : SlotChoice.NEXT,
                servers,
                ring);
    }

    private static IpAddress ip(Setup.Server server) {
        return IpAddress.of(server.address().octets().toArray());
    }
}
