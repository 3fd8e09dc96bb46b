// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.facts;

import dev.baro.core.api.ExitCode;
import dev.baro.core.api.OperatorException;
import dev.baro.dataplane.decap.Decapsulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Facts about the whole machine rather than one network namespace, and about the XDP program of method ipip.
///
/// @param kernel       the kernel's release, such as `6.1.0-18-amd64`
/// @param availableKib the memory that is still available to programs
/// @param clock        the current time of the machine
/// @param lastApply    the time of the last apply; a correct clock is later. [Instant#EPOCH] if there was none
public record Host(
        String kernel, long availableKib, long totalKib, Instant clock, Instant lastApply, Decapsulator decapsulator) {
    private static final Pattern KIB = Pattern.compile("(\\w+):\\s+(\\d+) kB");

    public static Host read(Instant clock, Instant lastApply, Decapsulator decapsulator) {
        try {
            String release =
                    Files.readString(Path.of("/proc/sys/kernel/osrelease")).strip();
            String memory = Files.readString(Path.of("/proc/meminfo"));
            return new Host(
                    release, kib(memory, "MemAvailable"), kib(memory, "MemTotal"), clock, lastApply, decapsulator);
        } catch (IOException e) {
            throw new OperatorException(ExitCode.FAILED, "read /proc: " + e.getMessage(), e);
        }
    }

    private static long kib(String memory, String name) {
        Matcher line = KIB.matcher(memory);
        while (line.find()) {
            if (line.group(1).equals(name)) {
                return Long.parseLong(line.group(2));
            }
        }
        return 0;
    }

    /// Whether the kernel has at least this version.
    public boolean isAtLeast(int major, int minor) {
        Matcher version = Pattern.compile("^(\\d+)\\.(\\d+)").matcher(kernel);
        if (!version.find()) {
            return true;
        }
        int itsMajor = Integer.parseInt(version.group(1));
        return itsMajor > major || itsMajor == major && Integer.parseInt(version.group(2)) >= minor;
    }
}
