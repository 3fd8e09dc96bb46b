// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.doctor;

import dev.baro.core.doctor.Finding;
import java.util.List;

/// Checks that BPF programs run as machine code.
record BpfJit() implements BalancerCheck {
    @Override
    public String name() {
        return "bpf-jit";
    }

    @Override
    public List<Finding> judge(BalancerFacts facts) {
        return facts.kernel().justInTime()
                ? List.of(Finding.ok(name(), "on"))
                : List.of(Finding.warn(
                                name(), "bpf_jit_enable is 0", "each packet costs several times more than necessary")
                        .fixedBy("sysctl -w net.core.bpf_jit_enable=1"));
    }
}
