// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.forward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.dataplane.conformance.ForwardingPath;
import dev.baro.dataplane.conformance.Packet;
import dev.baro.dataplane.conformance.Setups;
import dev.baro.dataplane.conformance.TestedProgram;
import dev.baro.dataplane.differential.PlantedFault;
import dev.baro.dataplane.kernel.NeedsRoot;
import dev.baro.dataplane.model.Action;
import dev.baro.dataplane.model.Way;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// No client makes the balancer send "too big" without end, nor takes a client its own.
@NeedsRoot
@Tag("flood")
class TooBigAnswersTest {
    private static final int ANSWERS_OF_A_CLIENT = 1_000;
    private static final int ANSWERS_OF_A_CPU = 100_000;
    private static final int HONEST = 49;
    private static final int HONEST_ANSWERED = 47;
    private static final int FORGED = 400 * HONEST;

    /// Before there was a budget for each client.
    private static final PlantedFault ONE_BUDGET_FOR_ALL = new PlantedFault(
            "one budget for all",
            "balancer/budget.h",
            "return within_cpu_budget(budget, fits, ANSWERS_OF_A_CPU);",
            "(void)fits;\n\treturn within_cpu_budget(budget, true, 1000);");

    enum Family {
        IPV4(ForwardingPath.IPV4_IN_IPV4, 26, 4),
        IPV6(ForwardingPath.IPV6_DSCP, 22, 16);

        private final ForwardingPath way;
        private final int sourceAt;
        private final int sourceBytes;

        Family(ForwardingPath way, int sourceAt, int sourceBytes) {
            this.way = way;
            this.sourceAt = sourceAt;
            this.sourceBytes = sourceBytes;
        }

        /// Of a client with a sensible address.
        byte[] honest() {
            return way.leavingWith(way.ofSmall(Packet.tcp()), Setups.SMALL_MTU + 1)
                    .bytes();
        }

        /// The checksums are those of another source: the program looks at none.
        byte[] from(Random random, int randomBytes) {
            byte[] forged = honest();
            for (int i = sourceBytes - randomBytes; i < sourceBytes; i++) {
                forged[sourceAt + i] = (byte) random.nextInt();
            }
            return forged;
        }
    }

    /// Whom the forged packets claim to be from.
    enum Flood {
        ONE_SOURCE {
            @Override
            byte[] frame(Family family, int number) {
                return family.from(new Random(0), family.sourceBytes);
            }
        },
        NEIGHBOURS_OF_THE_CLIENT {
            @Override
            byte[] frame(Family family, int number) {
                return family.from(new Random(number), 1);
            }
        },
        ALL_OVER_THE_WORLD {
            @Override
            byte[] frame(Family family, int number) {
                return family.from(new Random(number), family.sourceBytes);
            }
        },
        ONE_BUDGET_AFTER_ANOTHER {
            @Override
            byte[] frame(Family family, int number) {
                return family.from(new Random(number / ANSWERS_OF_A_CLIENT), family.sourceBytes);
            }
        };

        abstract byte[] frame(Family family, int number);
    }

    @ParameterizedTest
    @EnumSource
    void areAThousandForAClientInASecond(Family family) {
        try (TestedProgram program = TestedProgram.open(Setups.WHOLE)) {
            int answered = answered(program, family.honest(), 3 * ANSWERS_OF_A_CLIENT);

            assertThat(answered).isEqualTo(ANSWERS_OF_A_CLIENT);
            assertThat(program.count(Way.TOO_BIG)).isEqualTo(3 * ANSWERS_OF_A_CLIENT);
            assertThat(program.answersRefused()).isEqualTo(2 * ANSWERS_OF_A_CLIENT);
        }
    }

    @ParameterizedTest
    @EnumSource
    void areGivenAgainInTheNextSecond(Family family) {
        try (TestedProgram program = TestedProgram.open(Setups.WHOLE)) {
            answered(program, family.honest(), 2 * ANSWERS_OF_A_CLIENT);

            program.passSeconds(1);

            assertThat(answered(program, family.honest(), 1)).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void ofACpuEndEvenForClientsThatGotNone(Family family) {
        try (TestedProgram program = TestedProgram.open(Setups.WHOLE)) {
            program.haveAnswered(ANSWERS_OF_A_CPU - 1);

            Action first = sent(program, family.honest());
            program.haveAnswered(ANSWERS_OF_A_CPU);
            Action second = sent(program, family.honest());

            assertThat(first).isEqualTo(Action.TX);
            assertThat(second).isEqualTo(Action.DROP);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "IPV4, ONE_SOURCE",
        "IPV4, NEIGHBOURS_OF_THE_CLIENT",
        "IPV4, ALL_OVER_THE_WORLD",
        "IPV4, ONE_BUDGET_AFTER_ANOTHER",
        "IPV6, ONE_SOURCE",
        "IPV6, NEIGHBOURS_OF_THE_CLIENT",
        "IPV6, ALL_OVER_THE_WORLD",
        "IPV6, ONE_BUDGET_AFTER_ANOTHER"
    })
    void reachAClientThroughAFloodOfForgedPackets(Family family, Flood flood) {
        try (TestedProgram program = TestedProgram.open(Setups.WHOLE)) {
            int answered = answeredAmidst(program, family, flood);

            System.out.println("TooBigAnswersTest: " + family + " " + flood + ": " + answered + " of " + HONEST);
            assertThat(answered).isGreaterThanOrEqualTo(HONEST_ANSWERED);
        }
    }

    @ParameterizedTest
    @CsvSource({"IPV4, ONE_SOURCE", "IPV4, ALL_OVER_THE_WORLD", "IPV6, ONE_SOURCE", "IPV6, ALL_OVER_THE_WORLD"})
    void wouldNotWithOneBudgetForAll(Family family, Flood flood, @TempDir Path folder) throws IOException {
        try (TestedProgram program = TestedProgram.open(Setups.WHOLE, ONE_BUDGET_FOR_ALL.compiled(folder))) {
            int answered = answeredAmidst(program, family, flood);

            assertThat(answered).isLessThan(HONEST_ANSWERED / 2);
        }
    }

    /// Of one client's packets, each after some forged ones, all in one second.
    private static int answeredAmidst(TestedProgram program, Family family, Flood flood) {
        int answered = 0;
        for (int i = 0; i < FORGED; i++) {
            sent(program, flood.frame(family, i));
            if (i % (FORGED / HONEST) == 0) {
                answered += answered(program, family.honest(), 1);
            }
        }
        return answered;
    }

    private static int answered(TestedProgram program, byte[] frame, int frames) {
        int answered = 0;
        for (int i = 0; i < frames; i++) {
            answered += sent(program, frame) == Action.TX ? 1 : 0;
        }
        return answered;
    }

    private static Action sent(TestedProgram program, byte[] frame) {
        return Action.values()[program.run(frame).result()];
    }
}
