// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.capture;

import dev.baro.lab.network.Namespace;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The TCP counters of a namespace, under the kernel's names (`Tcp` in `/proc/net/snmp`).
public record KernelCounters(Map<String, Long> tcp) {
    public KernelCounters {
        tcp = Map.copyOf(tcp);
    }

    public static KernelCounters of(Namespace namespace) {
        return parse(namespace.command("cat", "/proc/net/snmp").succeed());
    }

    /// Parses pairs of lines: the first has the names, the second the values.
    static KernelCounters parse(String snmp) {
        List<String> lines =
                snmp.lines().filter(line -> line.startsWith("Tcp: ")).toList();
        String[] names = lines.get(0).split(" ", -1);
        String[] values = lines.get(1).split(" ", -1);
        Map<String, Long> counters = new HashMap<>();
        for (int i = 1; i < names.length; i++) {
            counters.put(names[i], Long.parseLong(values[i]));
        }
        return new KernelCounters(counters);
    }

    public long retransmitted() {
        return tcp.getOrDefault("RetransSegs", 0L);
    }
}
