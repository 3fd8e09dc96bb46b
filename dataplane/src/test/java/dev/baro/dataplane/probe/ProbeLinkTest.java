// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.baro.core.model.ForwardingMethod;
import dev.baro.core.model.IpAddress;
import dev.baro.dataplane.bpf.ProbeLink;
import dev.baro.dataplane.kernel.ErrnoException;
import dev.baro.dataplane.kernel.NeedsRoot;
import dev.baro.dataplane.kernel.OwnNetwork;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The steering program by either hook. A kernel that has tcx has clsact, too.
@NeedsRoot
@Tag("program")
class ProbeLinkTest {
    private static final List<String> LOOPBACK = List.of("lo");
    private static final String LISTED = " name baro_probe_in ";

    /// A filter in the words of tc: one instruction, which returns 0.
    private static final String MATCHES_NOTHING = "1,6 0 0 0";

    @ParameterizedTest
    @EnumSource
    void answersAreSeenByEitherHook(ProbeLink.Hook hook) {
        assumeTcx(hook);

        OwnNetwork.run(() -> {
            try (ProbeSteering steering = ProbeSteering.attach(LOOPBACK, List.of(), hook)) {
                ProbeFlow.Seen seen = answered(steering, false);

                assertThat(seen.fromServer()).isEqualTo(1);
            }
        });
    }

    /// What the program drops and what it lets go on are the same by either hook.
    @ParameterizedTest
    @EnumSource
    void answersThatAreNotTheVipsAreDroppedByEitherHook(ProbeLink.Hook hook) {
        assumeTcx(hook);

        OwnNetwork.run(() -> {
            try (ProbeSteering steering = ProbeSteering.attach(LOOPBACK, List.of(), hook)) {
                assertThatThrownBy(() -> answered(steering, true)).isInstanceOf(SocketTimeoutException.class);
            }
        });
    }

    @Test
    void closingRemovesItsFiltersAndNobodyElses() {
        OwnNetwork.run(() -> {
            OwnNetwork.command("tc qdisc add dev lo clsact");
            OwnNetwork.command("tc filter add dev lo ingress pref 1 bpf bytecode", MATCHES_NOTHING);

            ProbeSteering.attach(LOOPBACK, List.of(), ProbeLink.Hook.CLSACT).close();

            assertThat(filters()).contains(MATCHES_NOTHING.strip()).doesNotContain(LISTED);
        });
    }

    @Test
    void whatAKilledProcessLeftIsReplaced() {
        OwnNetwork.run(() -> {
            ProbeSteering killed = ProbeSteering.attach(LOOPBACK, List.of(), ProbeLink.Hook.CLSACT);
            try (ProbeSteering next = ProbeSteering.attach(LOOPBACK, List.of(), ProbeLink.Hook.CLSACT)) {
                assertThat(filters()).containsOnlyOnce(LISTED);

                killed.close();

                assertThat(filters()).containsOnlyOnce(LISTED);
                assertThat(answered(next, false).fromServer()).isEqualTo(1);
            }
            assertThat(filters()).doesNotContain(LISTED);
        });
    }

    @ParameterizedTest
    @EnumSource
    void aDeviceThatIsMadeAgainGetsItsProgramsAgain(ProbeLink.Hook hook) {
        assumeTcx(hook);
        OwnNetwork.run(() -> {
            try (ProbeSteering steering = ProbeSteering.attach(List.of("lb0"), List.of(), hook)) {
                OwnNetwork.ip("link add lb0 type veth peer name other");
                steering.reconcile();
                assertThat(steering.isOn("lb0")).isTrue();

                OwnNetwork.ip("link delete lb0");
                assertThat(steering.isOn("lb0")).isFalse();
                steering.reconcile();
                OwnNetwork.ip("link add lb0 type veth peer name other");
                steering.reconcile();
                assertThat(steering.isOn("lb0")).isTrue();
            }
        });
    }

    @Test
    void closingIsQuietWhereTheInterfaceIsGone() {
        OwnNetwork.run(() -> {
            OwnNetwork.ip("link add gone type veth peer name other");
            ProbeSteering steering = ProbeSteering.attach(List.of("gone"), List.of(), ProbeLink.Hook.CLSACT);
            OwnNetwork.ip("link delete gone");

            steering.close();
        });
    }

    @Test
    void onlyAnOlderKernelThatCallsItInvalidHasNoTcx() {
        ErrnoException invalid = new ErrnoException("attach", ErrnoException.EINVAL);

        assertThat(ProbeLink.hasNoTcx(invalid, "6.1.0-56-amd64")).isTrue();
        assertThat(ProbeLink.hasNoTcx(invalid, "5.15.0")).isTrue();
        assertThat(ProbeLink.hasNoTcx(invalid, "6.6.0")).isFalse();
        assertThat(ProbeLink.hasNoTcx(invalid, "6.12.118+deb13-amd64")).isFalse();
        assertThat(ProbeLink.hasNoTcx(new ErrnoException("attach", ErrnoException.EPERM), "6.1.0"))
                .isFalse();
    }

    private static void assumeTcx(ProbeLink.Hook hook) {
        ErrnoException invalid = new ErrnoException("attach", ErrnoException.EINVAL);
        boolean missing = ProbeLink.hasNoTcx(invalid, System.getProperty("os.version"));
        assumeFalse(hook == ProbeLink.Hook.TCX && missing, "this kernel has no tcx");
    }

    private static String filters() throws IOException {
        return OwnNetwork.command("tc filter show dev lo ingress") + OwnNetwork.command("tc filter show dev lo egress");
    }

    /// One datagram to a server that is no VIP, and its answer.
    private static ProbeFlow.Seen answered(ProbeSteering steering, boolean marked) throws IOException {
        InetAddress address = InetAddress.ofLiteral("127.0.0.1");
        try (DatagramSocket server = new DatagramSocket(0, address);
                DatagramSocket client = new DatagramSocket(0, address)) {
            ProbeFlow flow = new ProbeFlow(
                    IpAddress.parse("127.0.0.1"),
                    IpAddress.parse("203.0.113.10"),
                    server.getLocalPort(),
                    ForwardingMethod.DSCP,
                    marked,
                    1);
            steering.steer(ProbeSteering.Kind.UDP, client.getLocalPort(), flow);
            server.setSoTimeout(5_000);
            client.setSoTimeout(1_000);
            DatagramPacket packet = new DatagramPacket(new byte[16], 16, server.getLocalSocketAddress());

            client.send(packet);
            server.receive(packet);
            server.send(packet);
            client.receive(packet);
            return steering.seen(ProbeSteering.Kind.UDP, client.getLocalPort());
        }
    }
}
