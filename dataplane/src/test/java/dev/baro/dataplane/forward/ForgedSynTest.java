// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.forward;

import static dev.baro.dataplane.forward.NumberedFlows.ack;
import static dev.baro.dataplane.forward.NumberedFlows.syn;
import static dev.baro.dataplane.forward.PacketPath.service;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.model.Protocol;
import dev.baro.core.plan.ServicePlan;
import dev.baro.core.schedule.Maglev;
import dev.baro.core.schedule.Ring;
import dev.baro.core.schedule.Share;
import dev.baro.core.schedule.SlotChoice;
import dev.baro.dataplane.kernel.NeedsRoot;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// SYNs that an attacker sends in the name of a client: a half-open session proves nothing against a flow that lives.
@NeedsRoot
@Tag("program")
class ForgedSynTest {
    private static final int FLOWS = 2000;
    private static final int HALF = 1 << 31;

    private final long seed = Long.getLong("baro.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @AutoClose
    private final PacketPath path = PacketPath.open();

    @Test
    void cutsNoLiveFlowOfAMovedSlotWhoseSequenceNumbersAreFarFromIt() {
        Map<Integer, String> live = flowsOlderThanAChange();

        live.keySet().forEach(flow -> path.run(syn(flow).sequence(HALF)));

        assertThat(cut(live, _ -> 1)).isZero();
    }

    /// Two of 64 numbers fit, and only where the slot has moved, a fifth, does the session name another server: 12 of
    /// 2,000 on average.
    @Test
    void atRandomCutsTwoOfSixtyFourLiveFlowsOfMovedSlots() {
        Map<Integer, String> live = flowsOlderThanAChange();

        live.keySet().forEach(flow -> path.run(syn(flow).sequence(random.nextInt())));

        assertThat(cut(live, _ -> random.nextInt())).as("seed %d", seed).isBetween(1, 36);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 0x03fffffe, 0x03ffffff, 0x7fffffff, 0xfbffffff, 0xffffffff})
    void itsOwnClientCarriesOnFromEverySequenceNumber(int first) {
        path.apply(service(Protocol.TCP, 80, SlotChoice.NEXT, 6));
        for (int flow = 0; flow < 12; flow++) {
            String server = path.destinationOf(syn(flow).sequence(first));

            assertThat(path.destinationOf(syn(flow).sequence(first))).isEqualTo(server);
            assertThat(path.destinationOf(ack(flow).sequence(first + 1))).isEqualTo(server);
        }
        assertThat(path.sessions(SessionState.HALF_OPEN)).isZero();
    }

    /// The client or the attacker may be first: the other's handshake has no session and goes by the hash from its SYN
    /// on.
    @ParameterizedTest
    @EnumSource(
            value = SlotChoice.class,
            names = {"NEXT", "TWO_CHOICES"})
    void aSecondHandshakeOfAFlowGoesByTheHash(SlotChoice choice) {
        path.apply(service(Protocol.TCP, 80, choice, 6));
        for (int flow = 0; flow < 60; flow++) {
            String first = path.destinationOf(syn(flow).sequence(1));
            String second = path.destinationOf(syn(flow).sequence(HALF));

            assertThat(path.destinationOf(ack(flow).sequence(HALF + 1))).isEqualTo(second);
            assertThat(path.destinationOf(ack(flow).sequence(2))).isEqualTo(first);
        }
    }

    @Test
    void doesNotKeepAnotherHalfOpenSessionAlive() {
        path.apply(service(Protocol.TCP, 80, SlotChoice.NEXT, 6));
        path.run(syn(1).sequence(1));

        for (int second = 0; second < 61; second++) {
            path.passSeconds(1);
            path.run(syn(1).sequence(HALF));
            assertThat(path.sessions(SessionState.HALF_OPEN)).isEqualTo(1);
        }

        assertThat(path.destinationOf(ack(1).sequence(2)))
                .as("the session is that of the other SYN by now")
                .isEqualTo(path.destinationOf(ack(1).sequence(3)));
        assertThat(path.sessions(SessionState.ESTABLISHED)).isZero();
    }

    private Map<Integer, String> flowsOlderThanAChange() {
        path.apply(maglev(4));
        Map<Integer, String> live = new HashMap<>();
        for (int flow = 0; flow < FLOWS; flow++) {
            live.put(flow, path.destinationOf(syn(flow).sequence(0)));
            path.run(ack(flow).sequence(1));
        }
        path.apply(maglev(5));
        return live;
    }

    private int cut(Map<Integer, String> live, IntUnaryOperator sequence) {
        int cut = 0;
        for (Map.Entry<Integer, String> flow : live.entrySet()) {
            String server = path.destinationOf(ack(flow.getKey()).sequence(sequence.applyAsInt(flow.getKey())));
            cut += server.equals(flow.getValue()) ? 0 : 1;
        }
        return cut;
    }

    private static ServicePlan maglev(int servers) {
        Ring ring = new Maglev()
                .fill(IntStream.rangeClosed(1, servers)
                        .mapToObj(number -> new Share("web-" + number, 100))
                        .toList());
        return service(Protocol.TCP, 80, SlotChoice.HASH, servers, ring);
    }
}
