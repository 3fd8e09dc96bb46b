// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;

/// The machine and time of a measurement.
///
/// @param load the load in the last minute of the measurement: if it is above 1, other work was running
public record Machine(String date, String kernel, String cpu, int cpus, long memoryMb, String java, double load) {
    /// The memory that the reference's largest tables need per flow.
    private static final long BYTES_PER_FLOW = 400;

    static Machine here() {
        return new Machine(
                LocalDate.now(ZoneOffset.UTC).toString(),
                System.getProperty("os.version"),
                value("/proc/cpuinfo", "model name"),
                (int) lines("/proc/cpuinfo").stream()
                        .filter(line -> line.startsWith("processor"))
                        .count(),
                kilobytes("MemTotal") / 1024,
                System.getProperty("java.version"),
                Double.parseDouble(lines("/proc/loadavg").getFirst().split(" ", 2)[0]));
    }

    static boolean hasMemory(int flows) {
        return kilobytes("MemAvailable") * 1024 > flows * BYTES_PER_FLOW;
    }

    /// The index of an interface of this network namespace.
    static int ifindex(String name) {
        try {
            return Objects.requireNonNull(NetworkInterface.getByName(name), name)
                    .getIndex();
        } catch (SocketException e) {
            throw new UncheckedIOException("look up " + name, e);
        }
    }

    private static long kilobytes(String what) {
        return Long.parseLong(value("/proc/meminfo", what).replace(" kB", ""));
    }

    private static String value(String file, String key) {
        return lines(file).stream()
                .filter(line -> line.startsWith(key))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("0");
    }

    private static List<String> lines(String file) {
        try {
            return Files.readAllLines(Path.of(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
