// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.forward;

import static dev.baro.dataplane.forward.NumberedFlows.ack;
import static dev.baro.dataplane.forward.NumberedFlows.syn;
import static dev.baro.dataplane.forward.PacketPath.service;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.model.Protocol;
import dev.baro.core.model.SessionSettings;
import dev.baro.core.model.SessionTimeouts;
import dev.baro.core.schedule.SlotChoice;
import dev.baro.dataplane.bpf.LibBpf;
import dev.baro.dataplane.forward.ForwarderCounters.Budget;
import dev.baro.dataplane.kernel.NeedsRoot;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A table or a second that is full: newcomers do without a session, and no flow moves.
@NeedsRoot
@Tag("program")
class FullTableTest {
    @AutoClose
    private PacketPath path = PacketPath.open();

    @Test
    void newcomersTakeNoPlaceOfWhoHasAcknowledged() {
        path.close();
        path = PacketPath.open("full-" + ProcessHandle.current().pid(), 4);
        path.apply(service(Protocol.TCP, 80, SlotChoice.TWO_CHOICES, 6));
        Map<Integer, String> first = new HashMap<>();
        for (int flow = 0; flow < 8; flow++) {
            first.put(flow, path.destinationOf(syn(flow)));
            path.run(ack(flow));
        }
        path.passSeconds(600);
        for (int flow = 100; flow < 1100; flow++) {
            String server = path.destinationOf(syn(flow));
            assertThat(path.destinationOf(ack(flow)))
                    .as("without a session, too")
                    .isEqualTo(server);
        }

        first.forEach(
                (flow, server) -> assertThat(path.destinationOf(ack(flow))).isEqualTo(server));
        assertThat(path.forwarder.counters().refused()).containsEntry(Budget.PLACES, 1000L);
    }

    @Test
    void newcomersTakePlacesOfHalfOpenSessionsOnlyWhenTheyRest() {
        path.close();
        path = PacketPath.open("full-" + ProcessHandle.current().pid(), 4);
        path.apply(service(Protocol.TCP, 80, SlotChoice.TWO_CHOICES, 6));
        for (int flow = 0; flow < 8; flow++) {
            path.run(syn(flow));
        }
        path.run(syn(100));
        path.run(ack(100));
        assertThat(path.sessions(SessionState.ESTABLISHED)).isZero();

        path.passSeconds(3);
        path.run(syn(100));
        path.run(ack(100));

        assertThat(path.sessions(SessionState.ESTABLISHED)).isEqualTo(1);
        assertThat(path.sessions(SessionState.HALF_OPEN)).isEqualTo(7);
    }

    @Test
    void entersNoMoreSessionsInASecondThanItMay() {
        path.apply(service(Protocol.TCP, 80, SlotChoice.TWO_CHOICES, 6));
        path.limit(new SessionSettings(65_536, 100 * LibBpf.possibleCpus(), SessionTimeouts.DEFAULTS));
        for (int flow = 0; flow < 1000; flow++) {
            String server = path.destinationOf(syn(flow));
            assertThat(path.destinationOf(ack(flow))).isEqualTo(server);
        }

        long entered = path.sessions(SessionState.ESTABLISHED);
        assertThat(entered).isBetween(100L, 100L * LibBpf.possibleCpus());
        // The ACK of a flow without a session opens none.
        assertThat(path.forwarder.counters().refused()).containsEntry(Budget.SESSIONS, 1000 - entered);
        path.passSeconds(1);
        long before = path.sessions(SessionState.ESTABLISHED);
        path.run(syn(5000));
        path.run(ack(5000));
        assertThat(path.sessions(SessionState.ESTABLISHED)).isEqualTo(before + 1);
    }
}
