// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.faults;

import java.util.List;

/// What the daemons run that are killed, and those after them: three virtual services, both families, the three
/// methods, and from one file to the other slots that move.
final class KilledConfigs {
    private static final String HOST = """
            version: 1
            balancers:
              lb-a1: {address: 10.10.0.11, interfaces: [eth0]}
            servers:
              web-1: {address: 10.10.0.21}
              web-2: {address: 10.10.0.22}
              web-3: {address: 10.10.0.23}
              web-4: {address: 10.10.0.26, weight: 30}
              tunnel-1: {address: 10.10.0.24, method: ipip}
              tunnel-2: {address: 10.10.0.25, method: ipip, weight: 50}
              near-1: {address: "2001:db8:10::23", method: mac}
              near-2: {address: "2001:db8:10::24", method: mac}
            health: {hold-down: 0s}
            health-defaults:
              l2: {interval: 200ms, timeout: 200ms}
              l3: {interval: 200ms, timeout: 200ms}
              l4: {interval: 200ms, timeout: 200ms}
            sessions: {max: 1024, timeouts: {established: %ds}}
            vips:
              hashed:
                address: 211.115.115.1%d
                dscp: 11
                scheduler: maglev
                probe-through-dscp: false
                servers: [%s]
                ports: {http: {port: 80}}
              in-turn:
                address: 211.115.115.2%d
                dscp: 15
                local-segment: true
                probe-through-dscp: false
                servers: [tunnel-1, tunnel-2]
                ports: {alt: {port: 81}}
              least:
                address: "2001:db8:115::1%d"
                dscp: 19
                scheduler: least-connections
                affinity: {by: client-address, timeout: 10m}
                probe-through-dscp: false
                servers: [near-1, near-2]
                ports: {other: {port: 82}}
            """;

    static final String FIRST = HOST.formatted(100, 1, "web-1, web-2, web-3", 1, 1);

    /// The same with slots that move and another timeout.
    static final String OTHER_SERVERS = HOST.formatted(200, 1, "web-1, web-3, web-4", 1, 1);

    /// Other virtual services on the same real servers.
    static final String OTHER_SERVICES = HOST.formatted(300, 2, "web-1, web-2, web-3", 2, 2);

    /// Those of [#OTHER_SERVICES], in the inspector's words.
    static final List<String> OTHER_SERVICES_INSPECTED = List.of(
            "211.115.115.12,80,11,dscp,10.10.0.21+10.10.0.22+10.10.0.23",
            "211.115.115.22,81,15,ipip,10.10.0.24+10.10.0.25",
            "2001:db8:115::12,82,19,mac,2001:db8:10::23+2001:db8:10::24");

    private KilledConfigs() {}
}
