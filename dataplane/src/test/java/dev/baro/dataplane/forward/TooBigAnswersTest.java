// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.forward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.dataplane.conformance.ForwardingPath;
import dev.baro.dataplane.conformance.Packet;
import dev.baro.dataplane.conformance.Setups;
import dev.baro.dataplane.conformance.TestedProgram;
import dev.baro.dataplane.kernel.NeedsRoot;
import dev.baro.dataplane.model.Action;
import dev.baro.dataplane.model.Way;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Nobody makes the balancer send "too big" without end.
@NeedsRoot
@Tag("flood")
class TooBigAnswersTest {
    private static final int ANSWERS_OF_A_CPU = 1_000;
    private static final int MORE = 500;

    private final byte[] frame = ForwardingPath.IPV4_IN_IPV4
            .leavingWith(ForwardingPath.IPV4_IN_IPV4.ofSmall(Packet.tcp()), Setups.SMALL_MTU + 1)
            .bytes();
    private final int cpus = Runtime.getRuntime().availableProcessors();
    private TestedProgram program;

    @BeforeEach
    void open() {
        program = TestedProgram.open(Setups.WHOLE);
    }

    @AfterEach
    void close() {
        program.close();
    }

    @Test
    void areAThousandOfEachCpuInASecond() {
        int frames = ANSWERS_OF_A_CPU * cpus + MORE;

        int answered = answered(frames);

        assertThat(answered).isBetween(ANSWERS_OF_A_CPU, ANSWERS_OF_A_CPU * cpus);
        assertThat(program.count(Way.TOO_BIG)).isEqualTo(frames);
    }

    @Test
    void areGivenAgainInTheNextSecond() {
        answered(ANSWERS_OF_A_CPU * cpus + MORE);

        program.passSeconds(1);

        assertThat(answered(1)).isEqualTo(1);
    }

    private int answered(int frames) {
        int answered = 0;
        for (int i = 0; i < frames; i++) {
            if (program.run(frame).result() == Action.TX.ordinal()) {
                answered++;
            }
        }
        return answered;
    }
}
