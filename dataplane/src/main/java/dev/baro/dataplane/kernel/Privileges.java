// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The permissions of this process, according to its effective capabilities (capabilities(7)).
public final class Privileges {
    private static final int CAP_NET_ADMIN = 12;
    private static final int CAP_SYS_ADMIN = 21;
    private static final int CAP_BPF = 39;

    private Privileges() {}

    /// @throws DataplaneException if this process may not load and attach programs
    public static void requireBpf() {
        long effective = effective();
        boolean bpf = has(effective, CAP_BPF) || has(effective, CAP_SYS_ADMIN);
        if (!bpf || !has(effective, CAP_NET_ADMIN)) {
            throw new DataplaneException(
                    DataplaneException.Kind.PRIVILEGE,
                    "root, or CAP_BPF and CAP_NET_ADMIN, is required to load and attach the XDP program");
        }
    }

    /// Whether addresses, routes and rules of this network namespace may be changed.
    public static boolean mayChangeNetwork() {
        return has(effective(), CAP_NET_ADMIN);
    }

    private static boolean has(long capabilities, int number) {
        return (capabilities >>> number & 1) == 1;
    }

    /// The line `CapEff:` of /proc/self/status: 64 bits in hexadecimal.
    private static long effective() {
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("CapEff:"))
                    .mapToLong(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            throw new DataplaneException("cannot read /proc/self/status: " + e.getMessage(), e);
        }
    }
}
