// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baro.lab.host.Lab;
import dev.baro.lab.network.LabException;
import dev.baro.lab.proof.Proof;
import dev.baro.lab.proof.ProofResult;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class ProvingTest {
    private static final ProofResult KEPT = new ProofResult("kept", true, "0 lost", "0 lost");

    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
    private final AtomicInteger recoveries = new AtomicInteger();

    private record Planted(String name, Supplier<Finding> finding) implements Proof {
        @Override
        public String expected() {
            return "0 lost";
        }

        @Override
        public Finding prove(Lab lab) {
            return finding.get();
        }
    }

    private static Planted failing(RuntimeException failure) {
        return new Planted("planted", () -> {
            throw failure;
        });
    }

    private static Planted keeping() {
        return new Planted("kept", () -> new Proof.Finding(true, "0 lost"));
    }

    @Test
    void aProofThatBreaksOffHasFailedAndTheOthersFollow() {
        List<ProofResult> results = prove(keeping(), failing(new LabException("no answer\nafter 5 s")), keeping());

        assertThat(results)
                .containsExactly(KEPT, new ProofResult("planted", false, "no answer | after 5 s", "0 lost"), KEPT);
        assertThat(recoveries).hasValue(1);
        assertThat(shown.toString(StandardCharsets.UTF_8))
                .isEqualTo(
                        "ok    kept: 0 lost\nFAIL  planted: no answer | after 5 s\n      expected: 0 lost\nok    kept: 0 lost\n");
    }

    @Test
    void anyOtherExceptionIsAReasonToo() {
        assertThat(prove(failing(new UncheckedIOException(new IOException("broken pipe")))))
                .extracting(ProofResult::measured)
                .containsExactly("java.io.UncheckedIOException: java.io.IOException: broken pipe");
    }

    @Test
    void aFailedRecoveryDoesNotEndTheRun() {
        Proving proving = new Proving(
                proof -> new ProofResult(proof.name(), proved(proof).ok(), "0 lost", "0 lost"),
                () -> {
                    throw new LabException("the daemon does not start");
                },
                screen());

        List<ProofResult> results = proving.all(List.of(failing(new LabException("no answer")), keeping()));

        assertThat(results)
                .containsExactly(
                        new ProofResult("planted", false, "no answer; afterwards the daemon does not start", "0 lost"),
                        KEPT);
    }

    @Test
    void anInterruptEndsTheRun() {
        Planted interrupted = new Planted("interrupted", () -> {
            Thread.currentThread().interrupt();
            throw new LabException("interrupted");
        });

        assertThatThrownBy(() -> prove(interrupted, keeping())).hasMessage("interrupted");
        assertThat(Thread.interrupted()).isTrue();
        assertThat(shown.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    private List<ProofResult> prove(Proof... proofs) {
        return new Proving(
                        proof -> new ProofResult(proof.name(), proved(proof).ok(), "0 lost", proof.expected()),
                        recoveries::incrementAndGet,
                        screen())
                .all(List.of(proofs));
    }

    private static Proof.Finding proved(Proof proof) {
        return ((Planted) proof).finding().get();
    }

    private Screen screen() {
        return new Screen(new PrintStream(shown, true, StandardCharsets.UTF_8), false);
    }
}
