// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.rates;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// The CPU times of this host since boot, in kernel ticks (proc_stat(5)).
///
/// @param processors each processor's times, by the kernel's name for it, such as `cpu0`
record CpuTimes(Map<String, Times> processors) {
    static final CpuTimes NONE = new CpuTimes(Map.of());

    private static final Pattern BLANKS = Pattern.compile(" +");
    private static final int SOFTIRQ = 7;
    /// The number of fields used: user, nice, system, idle, iowait, irq, softirq, steal. They include
    /// the fields after them.
    private static final int LAST = 8;

    CpuTimes {
        processors = Map.copyOf(processors);
    }

    record Times(long softirq, long all) {
        Times minus(Times before) {
            return new Times(softirq - before.softirq, all - before.all);
        }

        Times plus(Times other) {
            return new Times(softirq + other.softirq, all + other.all);
        }

        double softirqPercent() {
            return all <= 0 ? 0 : Math.clamp(100.0 * softirq / all, 0, 100);
        }
    }

    /// The current times; empty if the kernel does not report them.
    static CpuTimes now() {
        try {
            return of(Files.readString(Path.of("/proc/stat")));
        } catch (IOException e) {
            return NONE;
        }
    }

    static CpuTimes of(String text) {
        Map<String, Times> processors = new TreeMap<>();
        text.lines().filter(line -> line.matches("cpu[0-9]+ .*")).forEach(line -> {
            String[] words = BLANKS.split(line);
            long all = Arrays.stream(words)
                    .skip(1)
                    .limit(LAST)
                    .mapToLong(Long::parseLong)
                    .sum();
            processors.put(words[0], new Times(Long.parseLong(words[SOFTIRQ]), all));
        });
        return new CpuTimes(processors);
    }

    /// The difference from an earlier sample, for the CPUs that are in both samples.
    CpuTimes since(CpuTimes before) {
        Map<String, Times> since = new TreeMap<>(processors);
        since.keySet().retainAll(before.processors.keySet());
        since.replaceAll((name, times) -> times.minus(before.processors.getOrDefault(name, times)));
        return new CpuTimes(since);
    }

    double softirqPercent() {
        return processors.values().stream().reduce(new Times(0, 0), Times::plus).softirqPercent();
    }

    double busiestPercent() {
        return processors.values().stream()
                .mapToDouble(Times::softirqPercent)
                .max()
                .orElse(0);
    }
}
