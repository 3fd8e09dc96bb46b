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

/// Next hops that not every frame can be sent to: behind a VLAN, or behind an interface that the program
/// is not attached to.
@NeedsRoot
@Tag("program")
class NextHopTest {
    private static final String TO_MAC = "02:00:00:00:00:01";
    private static final String FROM_MAC = "02:00:00:00:0b:02";
    /// Not that of the first tag that [Packet] writes, which is 100.
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
    void behindAVlanIsReachedWithItsTagFromAnyOther(ForwardingPath path) {
        program.reachBy(TestedProgram.INGRESS, OTHER_VLAN);

        assertLeaves(packet(path), 1, inOtherVlan(path));
        assertLeaves(packet(path).tags(Packet.CUSTOMER_TAG), 2, inOtherVlan(path));
        assertLeaves(packet(path).tags(Packet.SERVICE_TAG, Packet.CUSTOMER_TAG), 3, inOtherVlan(path));
    }

    /// The kernel takes the tags off by itself.
    @ParameterizedTest
    @EnumSource
    void onlyForTheKernelTagsStay(ForwardingPath path) {
        program.reachBy(0, OTHER_VLAN);

        assertIsNotReached(path, packet(path).tags(Packet.CUSTOMER_TAG));
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
            BpfProgram.TestRun run = program.run(packet.bytes());
            assertThat(run.result()).isEqualTo(Action.PASS.ordinal());
            assertThat(program.count(Way.ROUTED_BY_KERNEL)).isEqualTo(1);
            assertThat(Octets.of(run.packet())).isEqualTo(Octets.of(left.bytes()));
            return;
        }

        BpfProgram.TestRun run = program.run(packet.bytes());

        assertThat(run.result()).isEqualTo(Action.DROP.ordinal());
        assertThat(program.count(Way.NO_ROUTE)).isEqualTo(1);
    }

    /// @param times that something was forwarded until then
    private void assertLeaves(Packet packet, int times, Packet expected) {
        BpfProgram.TestRun run = program.run(packet.bytes());

        assertThat(run.result()).isEqualTo(Action.TX.ordinal());
        assertThat(program.count(Way.FORWARDED)).isEqualTo(times);
        assertThat(Octets.of(run.packet())).isEqualTo(Octets.of(expected.bytes()));
    }

    private static Packet inOtherVlan(ForwardingPath path) {
        return path.rewritten(packet(path)).tags(Packet.CUSTOMER_TAG).tagControl(OTHER_VLAN);
    }

    private static Packet packet(ForwardingPath path) {
        return path.of(Packet.tcp()).macs(TO_MAC, FROM_MAC);
    }
}
