// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.endtoend;

import java.util.List;
import org.junit.jupiter.api.Tag;

/// The second group of proofs: methods, IP versions, fragments, ICMP.
@Tag("end-to-end")
class PacketsEndToEnd extends ScenarioProofs {
    PacketsEndToEnd() {
        super(
                "baroe2p-",
                List.of("--scenario", "packets"),
                List.of(
                        "dscp IPv4",
                        "dscp IPv6",
                        "ipip IPv4",
                        "ipip IPv6",
                        "mac IPv4",
                        "mac IPv6",
                        "mixed IPv4",
                        "mixed IPv6",
                        "path MTU IPv4",
                        "fragments IPv4",
                        "ping IPv4",
                        "VLAN IPv4",
                        "path MTU IPv6",
                        "fragments IPv6",
                        "ping IPv6",
                        "VLAN IPv6",
                        "tunnel path MTU IPv4",
                        "tunnel path MTU IPv6",
                        "neighbour asked again IPv4",
                        "neighbour asked again IPv6"));
    }
}
