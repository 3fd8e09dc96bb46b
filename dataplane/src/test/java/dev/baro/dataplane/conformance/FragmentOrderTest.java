// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.schedule.SlotChoice;
import dev.baro.dataplane.bpf.BpfProgram;
import dev.baro.dataplane.kernel.NeedsRoot;
import dev.baro.dataplane.model.Action;
import dev.baro.dataplane.model.Address;
import dev.baro.dataplane.model.Octets;
import dev.baro.dataplane.model.Setup;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever the order of its fragments, a datagram gets to one real server: each method, IP version and choice of
/// slots. Real servers are told apart by their MAC addresses, which all methods write.
@NeedsRoot
@Tag("program")
class FragmentOrderTest {
    private static final int PORT = 53;
    private static final int OTHER_PORT = 123;
    private static final int SERVERS = 5;
    private static final int DATAGRAMS = 1_000;
    private static final int PIECE_BYTES = 400;
    private static final int LOST_ONE_IN = 10;
    private static final int FLOWS = 20;

    private final Random random = new Random(7);

    static Stream<Arguments> all() {
        return Stream.of("192.0.2.10", "2001:db8:a::10")
                .flatMap(vip -> Stream.of(Setup.Method.values())
                        .flatMap(method ->
                                Stream.of(SlotChoice.values()).map(choice -> Arguments.of(vip, method, choice))));
    }

    /// Each datagram is of another flow, in any order, two datagrams interleaved, and of some a fragment is lost.
    @ParameterizedTest
    @MethodSource("all")
    void datagramsOfNewFlowsGoToOneServerEach(String vip, Setup.Method method, SlotChoice choice) {
        try (TestedProgram program = TestedProgram.open(setup(vip, method), choice)) {
            for (int i = 0; i < DATAGRAMS; i += 2) {
                send(program, vip, datagram(vip, i, 10_000 + i), datagram(vip, i + 1, 10_001 + i));
            }
        }
    }

    /// Of flows that go on, each of another client; datagrams in one piece in between.
    @ParameterizedTest
    @MethodSource("all")
    void datagramsOfOldFlowsGoToTheServerOfTheirFlow(String vip, Setup.Method method, SlotChoice choice) {
        try (TestedProgram program = TestedProgram.open(setup(vip, method), choice)) {
            List<Set<String>> servers = new ArrayList<>();
            for (int flow = 0; flow < FLOWS; flow++) {
                servers.add(new HashSet<>());
                servers.get(flow).add(serverOf(program, flow(vip, flow)));
                servers.get(flow).add(serverOf(program, piecesOf(vip, flow, 0).getFirst()));
            }
            for (int i = FLOWS; i < DATAGRAMS; i++) {
                int flow = random.nextInt(FLOWS);
                List<Packet> pieces = piecesOf(vip, flow, i);
                Collections.shuffle(pieces, random);
                for (Packet piece : pieces) {
                    servers.get(flow).add(serverOf(program, piece));
                }
                servers.get(flow).add(serverOf(program, flow(vip, flow)));
            }

            assertThat(servers).allMatch(ofFlow -> ofFlow.size() == 1);
        }
    }

    private void send(TestedProgram program, String vip, List<Packet> one, List<Packet> other) {
        List<Packet> order = new ArrayList<>(one);
        order.addAll(other);
        if (random.nextInt(LOST_ONE_IN) == 0) {
            order.remove(random.nextInt(order.size()));
        }
        Collections.shuffle(order, random);
        Set<String> serversOfOne = new HashSet<>();
        Set<String> serversOfOther = new HashSet<>();
        for (Packet piece : order) {
            (one.contains(piece) ? serversOfOne : serversOfOther).add(serverOf(program, piece));
        }
        assertThat(List.of(serversOfOne.size(), serversOfOther.size())).as(vip).containsExactly(1, 1);
    }

    /// To one of two ports that have the same real servers.
    private List<Packet> datagram(String vip, int id, int sourcePort) {
        return new ArrayList<>(flow(vip, random.nextInt(3))
                .ports(sourcePort, random.nextBoolean() ? PORT : OTHER_PORT)
                .payloadBytes(PIECE_BYTES * (1 + random.nextInt(3)) + 100)
                .identification(id)
                .fragments(PIECE_BYTES));
    }

    private List<Packet> piecesOf(String vip, int flow, int id) {
        return new ArrayList<>(flow(vip, flow)
                .payloadBytes(PIECE_BYTES * (1 + random.nextInt(3)) + 100)
                .identification(id)
                .fragments(PIECE_BYTES));
    }

    private static Packet flow(String vip, int client) {
        String from = vip.contains(":") ? "2001:db8:c::" + (1 + client) : "203.0.113." + (1 + client);
        return Packet.udp().from(from).to(vip).ports(5_000, PORT).flagsAndOffset(0);
    }

    /// The destination MAC address.
    private static String serverOf(TestedProgram program, Packet packet) {
        BpfProgram.TestRun run = program.run(packet.bytes());
        assertThat(run.result()).isEqualTo(Action.TX.ordinal());
        return Octets.of(Arrays.copyOf(run.packet(), 6)).hex();
    }

    private static Setup setup(String vip, Setup.Method method) {
        boolean v4 = !vip.contains(":");
        List<Setup.Server> servers = IntStream.range(1, 1 + SERVERS)
                .mapToObj(i -> new Setup.Server(
                        Address.parse((v4 ? "198.51.100." : "2001:db8:64::") + i),
                        method,
                        new Setup.Hop(Octets.ofHex("02000000bb0" + i), Octets.ofHex("020000000a02"), 1_500, false, 0),
                        method == Setup.Method.MAC))
                .toList();
        return new Setup(
                List.of(
                        new Setup.Service(Address.parse(vip), Packet.UDP, PORT, 10, servers),
                        new Setup.Service(Address.parse(vip), Packet.UDP, OTHER_PORT, 10, servers)),
                Address.parse(Setups.TUNNEL4),
                Address.parse(Setups.TUNNEL6));
    }
}
