// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.forward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.dataplane.conformance.ForwardingPath;
import dev.baro.dataplane.conformance.Packet;
import dev.baro.dataplane.conformance.Setups;
import dev.baro.dataplane.conformance.TestedProgram;
import dev.baro.dataplane.kernel.NeedsRoot;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Where several real servers share a virtual service: all that belongs to a flow goes to one of them.
@NeedsRoot
@Tag("program")
class OneServerPerFlowTest {
    private static final int FLOWS = 200;

    private TestedProgram program;

    @BeforeEach
    void open() {
        program = TestedProgram.open(Setups.WHOLE);
    }

    @AfterEach
    void close() {
        program.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"IPV4_DSCP", "IPV6_DSCP"})
    void takesSegmentsFragmentsAndIcmpErrors(ForwardingPath path) {
        Set<String> servers = new HashSet<>();
        for (int flow = 0; flow < FLOWS; flow++) {
            Packet syn = path.of(Packet.tcp()).ports(10_000 + flow, Setups.HASH).tcpFlags(2);

            Set<String> ofFlow = destinations(path, ofOneFlow(path, syn));

            assertThat(ofFlow).as("flow %d", flow).hasSize(1);
            servers.addAll(ofFlow);
        }
        assertThat(servers).hasSize(Setups.HASH_SERVERS);
    }

    /// The error comes once before there is a session, and once with it.
    private static List<Packet> ofOneFlow(ForwardingPath path, Packet syn) {
        Packet ack = syn.tcpFlags(0x10).payloadBytes(100);
        List<Packet> fragments = ack.identification(7).fragments(64);
        byte[] quote = Arrays.copyOf(ack.reversed().ip(), path.isV4() ? 28 : 48);
        Packet error = path.of(Packet.icmp(path.isV4() ? 3 : 2, 0, 1_400)).payload(quote);
        return List.of(error, syn, ack, fragments.get(0), fragments.get(1), error);
    }

    private Set<String> destinations(ForwardingPath path, List<Packet> packets) {
        Set<String> destinations = new HashSet<>();
        int at = path.isV4() ? 30 : 38;
        int bytes = path.isV4() ? 4 : 16;
        for (Packet packet : packets) {
            byte[] left = program.run(packet.bytes()).packet();
            destinations.add(Arrays.toString(Arrays.copyOfRange(left, at, at + bytes)));
        }
        return destinations;
    }
}
