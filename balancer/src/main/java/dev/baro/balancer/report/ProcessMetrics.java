// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.report;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The daemon's standard process metrics, under their Prometheus names.
final class ProcessMetrics {
    private static final Pattern RESIDENT = Pattern.compile("(?m)^VmRSS:\\s+(\\d+) kB$");
    private static final Pattern VIRTUAL = Pattern.compile("(?m)^VmSize:\\s+(\\d+) kB$");
    private static final Pattern THREADS = Pattern.compile("(?m)^Threads:\\s+(\\d+)$");
    private static final Pattern MOST_FILES = Pattern.compile("(?m)^Max open files\\s+(\\d+)\\s");

    private ProcessMetrics() {}

    /// Omits metrics that this host does not support.
    static List<MetricFamily> families() {
        List<MetricFamily> families = new ArrayList<>();
        ProcessHandle.Info process = ProcessHandle.current().info();
        process.totalCpuDuration()
                .map(Duration::toNanos)
                .ifPresent(ns -> families.add(MetricFamily.counter("process_cpu_seconds", "CPU time of the daemon.")
                        .add(ns / 1e9)));
        process.startInstant()
                .ifPresent(start -> families.add(
                        MetricFamily.gauge("process_start_time_seconds", "Start time of the daemon, since 1970.")
                                .add(start.toEpochMilli() / 1e3)));
        String status = text("/proc/self/status");
        gauge(families, "process_resident_memory_bytes", "Memory that the daemon holds.", kib(RESIDENT, status));
        gauge(families, "process_virtual_memory_bytes", "Addresses that the daemon has mapped.", kib(VIRTUAL, status));
        gauge(families, "process_threads", "Kernel threads of the daemon.", number(THREADS, status));
        gauge(families, "process_open_fds", "Open file descriptors.", openFiles());
        gauge(
                families,
                "process_max_fds",
                "Limit of open file descriptors.",
                number(MOST_FILES, text("/proc/self/limits")));
        Runtime runtime = Runtime.getRuntime();
        families.add(MetricFamily.gauge("jvm_memory_used_bytes", "Memory in use by Java objects.", "area")
                .add(runtime.totalMemory() - runtime.freeMemory(), "heap"));
        families.add(MetricFamily.gauge("jvm_memory_max_bytes", "Memory that Java objects may use.", "area")
                .add(runtime.maxMemory(), "heap"));
        return families;
    }

    private static void gauge(List<MetricFamily> families, String name, String help, OptionalLong value) {
        value.ifPresent(known -> families.add(MetricFamily.gauge(name, help).add(known)));
    }

    private static OptionalLong openFiles() {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            long open = 0;
            for (Path _ : files) {
                open++;
            }
            return OptionalLong.of(open);
        } catch (IOException e) {
            return OptionalLong.empty(); // no /proc
        }
    }

    private static OptionalLong kib(Pattern line, String text) {
        OptionalLong kib = number(line, text);
        return kib.isPresent() ? OptionalLong.of(kib.getAsLong() << 10) : kib;
    }

    private static OptionalLong number(Pattern line, String text) {
        Matcher found = line.matcher(text);
        return found.find() ? OptionalLong.of(Long.parseLong(found.group(1))) : OptionalLong.empty();
    }

    private static String text(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            return ""; // no /proc
        }
    }
}
