// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.doctor;

import dev.baro.core.doctor.Finding;
import java.util.List;

/// Checks that a BPF file system exists for objects that must outlive the daemon.
record BpfFileSystem() implements BalancerCheck {
    @Override
    public String name() {
        return "bpf-fs";
    }

    @Override
    public List<Finding> judge(BalancerFacts facts) {
        return facts.kernel().fileSystem()
                ? List.of(Finding.ok(name(), "/sys/fs/bpf is mounted"))
                : List.of(Finding.fail(
                                name(),
                                "no BPF file system on /sys/fs/bpf",
                                "forwarding cannot outlive the daemon, and a new daemon cannot find the running"
                                        + " program")
                        .fixedBy("mount -t bpf bpf /sys/fs/bpf"));
    }
}
