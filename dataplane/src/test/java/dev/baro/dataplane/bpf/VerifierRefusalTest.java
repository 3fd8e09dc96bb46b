// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// The logs are what Linux 6.18 and libbpf said of programs that were refused once.
class VerifierRefusalTest {
    @Test
    void showsTheRefusedCallAndTheRegistersBeforeIt() throws IOException {
        assertThat(refusal(log("clang-19"))).isEqualTo("""
                the verifier rejected program baro_exceptions
                  source: ipv4.h:64: if (bpf_xdp_load_bytes(ctx, offset, options.byte, length))
                  instruction: 2811: (07) r3 += -80                  ; frame1: R3=fp-80
                  instruction: 2812: (85) call bpf_xdp_load_bytes#189
                  reason: invalid write to stack R3 off=-80 size=232""");
    }

    @Test
    void showsTheSourceOfTheRefusedInstructionAndNotTheCompilersOwnLines() throws IOException {
        assertThat(refusal(log("clang-15"))).isEqualTo("""
                the verifier rejected program baro_exceptions
                  source: schedule.h:27: return index < RING_SLOTS ? ring->server[index] : 0;
                  instruction: 4471: (67) r1 <<= 1                   ; R1=scalar(smax=0x7ffffffe00007ff8,\
                umax=0xfffffffe00007ff8,smin32=0,smax32=umax32=32760,var_off=(0x0; 0xfffffffe00007ffe))
                  instruction: 4472: (0f) r3 += r1
                  reason: math between map_value pointer and register with unbounded min value is not allowed""");
    }

    /// Linux before 6.9 tells neither file nor line.
    @Test
    void showsTheSourceWithoutPlaceWhereTheKernelTellsNone() throws IOException {
        String older = log("clang-19").replaceAll("(?m)^(;.*) @ \\S+:\\d+$", "$1");

        assertThat(refusal(older).lines())
                .contains("  source: if (bpf_xdp_load_bytes(ctx, offset, options.byte, length))");
    }

    @Test
    void saysThatAnObjectHasNoLineInfo() throws IOException {
        String stripped = log("clang-19").replaceAll("(?m)^;.*\\n", "");

        assertThat(refusal(stripped).lines()).contains("  source: unknown, because the object has no line info");
    }

    @Test
    void takesTheReasonAloneOfAProgramThatWasRefusedBeforeItsFirstInstruction() {
        assertThat(refusal("""
                libbpf: prog 'baro_xdp': -- BEGIN PROG LOAD LOG --
                unreachable insn 12
                processed 0 insns (limit 1000000) max_states_per_insn 0 total_states 0 peak_states 0 mark_read 0
                -- END PROG LOAD LOG --
                """)).isEqualTo("""
                the verifier rejected program baro_xdp
                  source: unknown, because the object has no line info
                  reason: unreachable insn 12""");
    }

    @Test
    void isEmptyWhereSomethingElseFailed() {
        assertThat(VerifierRefusal.in("libbpf: map 'sessions': failed to create: Invalid argument(-22)\n"))
                .isEmpty();
    }

    private static String refusal(String said) {
        return VerifierRefusal.in(said).map(VerifierRefusal::text).orElse("no refusal");
    }

    private static String log(String compiler) throws IOException {
        try (InputStream in = VerifierRefusalTest.class.getResourceAsStream(compiler + ".verifier.log")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
