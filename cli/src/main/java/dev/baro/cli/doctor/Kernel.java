// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.doctor;

import dev.baro.core.doctor.Finding;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Checks that the kernel is a tested version, 6.1 or newer, and describes its types, which BPF timers need.
record Kernel() implements BalancerCheck {
    private static final Pattern VERSION = Pattern.compile("^(\\d+)\\.(\\d+)");
    private static final int MAJOR = 6;
    private static final int MINOR = 1;

    @Override
    public String name() {
        return "kernel";
    }

    @Override
    public List<Finding> judge(BalancerFacts facts) {
        String release = facts.kernel().release();
        if (isOlder(release)) {
            return List.of(
                    Finding.fail(name(), "kernel " + release + " is older than 6.1", "it may reject the XDP program")
                            .advising("install a newer kernel"));
        }
        return facts.kernel().typeInformation()
                ? List.of(Finding.ok(name(), release))
                : List.of(Finding.fail(
                                name(),
                                "kernel " + release + " has no type information (no /sys/kernel/btf/vmlinux)",
                                "it rejects the timer of the XDP program")
                        .advising("use a kernel with CONFIG_DEBUG_INFO_BTF; every distribution provides one"));
    }

    private static boolean isOlder(String release) {
        Matcher version = VERSION.matcher(release);
        if (!version.find()) {
            return false;
        }
        int major = Integer.parseInt(version.group(1));
        return major < MAJOR || major == MAJOR && Integer.parseInt(version.group(2)) < MINOR;
    }
}
