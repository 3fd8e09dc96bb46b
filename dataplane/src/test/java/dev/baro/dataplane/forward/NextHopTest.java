// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.forward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.dataplane.bpf.BpfProgram;
import dev.baro.dataplane.conformance.ForwardingPath;
import dev.baro.dataplane.conformance.Packet;
import dev.baro.dataplane.conformance.Setups;
import dev.baro.dataplane.conformance.TestedProgram;
import dev.baro.dataplane.kernel.NeedsRoot;
import dev.baro.dataplane.model.Action;
import dev.baro.dataplane.model.Octets;
import dev.baro.dataplane.model.Way;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Next hops that not every frame can be sent to: behind a VLAN, or behind an interface that the program is not
/// attached to.
@NeedsRoot
@Tag("program")
class NextHopTest {
    private static final String TO_MAC = "02:00:00:00:0b:01";
    private static final String FROM_MAC = "02:00:00:00:0b:02";
    /// Of the first tag that [Packet] writes; the second is 101.
    private static final int VLAN = 100;

    private static final int OTHER_VLAN = 101;
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
    @EnumSource
    void behindTheVlanThatAFrameCameByIsForwardedTo(ForwardingPath path) {
        program.reachBy(TestedProgram.INGRESS, VLAN);
        Packet packet = packet(path).tags(Packet.CUSTOMER_TAG);

        assertLeaves(packet, Way.FORWARDED, Action.TX, path.rewritten(packet));
    }

    @ParameterizedTest
    @EnumSource
    void behindAVlanIsLeftToTheKernelForUntaggedFrames(ForwardingPath path) {
        program.reachBy(TestedProgram.INGRESS, VLAN);

        assertIsNotReached(path, packet(path));
    }

    @ParameterizedTest
    @EnumSource
    void behindAnotherVlanIsLeftToTheKernel(ForwardingPath path) {
        program.reachBy(TestedProgram.INGRESS, OTHER_VLAN);

        assertIsNotReached(path, packet(path).tags(Packet.CUSTOMER_TAG));
    }

    @ParameterizedTest
    @EnumSource
    void behindAVlanIsLeftToTheKernelForFramesWithTwoTags(ForwardingPath path) {
        program.reachBy(TestedProgram.INGRESS, VLAN);

        assertIsNotReached(path, packet(path).tags(Packet.CUSTOMER_TAG, Packet.CUSTOMER_TAG));
    }

    @ParameterizedTest
    @EnumSource
    void behindAnInterfaceThatIsNotAttachedIsLeftToTheKernel(ForwardingPath path) {
        program.reachBy(0, 0);

        assertIsNotReached(path, packet(path));
    }

    /// Only what method dscp makes of a packet can be routed by the kernel.
    private void assertIsNotReached(ForwardingPath path, Packet packet) {
        if (path.isDscp()) {
            Packet left = path.rewritten(packet).macs(TO_MAC, FROM_MAC);
            assertLeaves(packet, Way.ROUTED_BY_KERNEL, Action.PASS, left);
            return;
        }

        BpfProgram.TestRun run = program.run(packet.bytes());

        assertThat(run.result()).isEqualTo(Action.DROP.ordinal());
        assertThat(program.count(Way.NO_ROUTE)).isEqualTo(1);
    }

    private void assertLeaves(Packet packet, Way way, Action action, Packet expected) {
        BpfProgram.TestRun run = program.run(packet.bytes());

        assertThat(run.result()).isEqualTo(action.ordinal());
        assertThat(program.count(way)).as("%s", way).isEqualTo(1);
        assertThat(Octets.of(run.packet())).isEqualTo(Octets.of(expected.bytes()));
    }

    private static Packet packet(ForwardingPath path) {
        return path.of(Packet.tcp()).macs(TO_MAC, FROM_MAC);
    }
}
