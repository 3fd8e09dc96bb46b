// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baro.dataplane.bpf.BpfFs;
import dev.baro.dataplane.forward.Attachment;
import dev.baro.dataplane.forward.Forwarder;
import dev.baro.dataplane.kernel.DataplaneException;
import dev.baro.dataplane.kernel.NeedsRoot;
import dev.baro.dataplane.kernel.OwnNetwork;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Two instances whose interfaces overlap: the second names the first, and the first never notices.
@NeedsRoot
@Tag("faults")
class SharedInterfaceTest {
    private static final long PID = ProcessHandle.current().pid();
    private static final String FIRST = "test-first-" + PID;
    private static final String SECOND = "test-second-" + PID;
    private static final String HELD = "lb0 forwards for instance " + FIRST + ", held by process " + PID
            + "; choose another interface, or stop that process and type: baro run --detach --instance " + FIRST;

    interface Body {
        void run(LiveInterface live) throws IOException;
    }

    @Test
    void theSecondStartIsRefusedAndNamesWhoHoldsTheInterface() {
        with(live -> {
            OwnNetwork.ip("link add lb1 type veth peer name p-lb1");
            OwnNetwork.command("sysctl -qw net.ipv4.conf.lb1.forwarding=1");
            try (Forwarder first = open(FIRST, "lb0")) {
                first.apply(LiveInterface.plan());

                assertThatThrownBy(() -> open(SECOND, "lb1", "lb0").close())
                        .isInstanceOf(DataplaneException.class)
                        .hasMessage(HELD);

                assertThat(live.forwarded(20)).isEqualTo(20);
                assertThat(first.reconcile()).isEmpty();
                assertThat(BpfFs.directory(SECOND)).doesNotExist();
                assertThat(OwnNetwork.ip("-d link show dev lb1")).doesNotContain("prog/xdp");
            }
        });
    }

    @Test
    void oneThatComesLaterIsServedByTheFirstAndNamedByTheOther() {
        with(live -> {
            OwnNetwork.ip("link set lb0 down");
            OwnNetwork.ip("link set lb0 name later0");
            OwnNetwork.ip("link add lb1 type veth peer name p-lb1");
            OwnNetwork.command("sysctl -qw net.ipv4.conf.lb1.forwarding=1");
            try (Forwarder second = open(SECOND, "lb1", "lb0");
                    Forwarder first = open(FIRST, "lb0")) {
                first.apply(LiveInterface.plan());
                OwnNetwork.ip("link set later0 name lb0");
                OwnNetwork.ip("link set lb0 up");
                OwnNetwork.ip("neigh replace 198.51.100.1 lladdr 02:00:00:00:0c:01 nud permanent dev lb0");

                first.reconcile();
                second.reconcile();

                assertThat(second.attachments())
                        .extracting(Attachment::attached)
                        .containsExactly(true, false);
                assertThat(second.attachments().getLast().reason()).isEqualTo(HELD);
                assertThat(live.forwarded(20)).isEqualTo(20);
                assertThat(first.reconcile()).isEmpty();
            }
        });
    }

    @Test
    void anInstanceThatIsLeftWithoutADaemonIsNamed() {
        with(live -> {
            try (Forwarder first = open(FIRST, "lb0")) {
                first.apply(LiveInterface.plan());
            }

            assertThatThrownBy(() -> open(SECOND, "lb0").close())
                    .isInstanceOf(DataplaneException.class)
                    .hasMessage("lb0 forwards for instance " + FIRST + ", left behind by a daemon that has ended;"
                            + " choose another interface, or type: baro run --detach --instance " + FIRST);

            assertThat(live.forwarded(20)).isEqualTo(20);
            assertThat(Forwarder.remove(FIRST)).isTrue();
            assertThat(live.isLeft()).isTrue();
            open(SECOND, "lb0").close();
        });
    }

    @Test
    void anInterfaceIsFreeAsSoonAsItsInstanceIsRemoved() {
        with(live -> {
            for (int times = 0; times < 10; times++) {
                open(FIRST, "lb0").close();
                assertThat(Forwarder.remove(FIRST)).isTrue();
                open(SECOND, "lb0").close();
                assertThat(Forwarder.remove(SECOND)).isTrue();
            }
        });
    }

    private static void with(Body body) {
        OwnNetwork.run(() -> {
            try (LiveInterface live = LiveInterface.make("lb0")) {
                body.run(live);
            } finally {
                boolean _ = Forwarder.remove(FIRST);
                boolean _ = Forwarder.remove(SECOND);
            }
        });
    }

    private static Forwarder open(String instance, String... interfaces) {
        return Forwarder.open(new Forwarder.Options(instance, List.of(interfaces), 1_024, List.of()));
    }
}
