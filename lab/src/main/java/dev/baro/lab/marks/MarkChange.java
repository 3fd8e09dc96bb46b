// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.marks;

import dev.baro.lab.host.Lab;
import dev.baro.lab.network.HealthTopology;
import dev.baro.lab.network.Namespace;
import dev.baro.lab.network.Topology;

/// A router's treatment of DSCP 10 on its way into a data centre.
///
/// @param first whether the first router makes the change; otherwise the last router does
record MarkChange(Kind kind, boolean first) {
    private static final String TABLE = "lab_marks";

    enum Kind {
        BLEACHED("ip dscp set 0", "ip6 dscp set 0"),
        CHANGED("ip dscp set 12", "ip6 dscp set 12"),
        DROPPED("drop", "drop");

        private final String v4;
        private final String v6;

        Kind(String v4, String v6) {
            this.v4 = v4;
            this.v6 = v6;
        }

        String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /// The change in words, such as `bleached by the first router`.
    String words() {
        return kind.word() + " by the " + (first ? "first" : "last") + " router";
    }

    /// Whether the location that the daemon reports names the right hop and not the wrong one.
    boolean isPlaced(String where) {
        String hop = first ? "hop 1 (" : "hop 3 (";
        return where.contains(hop) && !where.contains(first ? "hop 3 (" : "hop 1 (");
    }

    void begin(Lab lab, DataCentre centre) {
        router(lab, centre)
                .command("nft", "-f", "-")
                .withInput("""
                        table inet %s {
                          chain c {
                            type filter hook postrouting priority mangle
                            ip daddr %s ip dscp 10 %s
                            ip6 daddr %s ip6 dscp 10 %s
                          }
                        }
                        """.formatted(TABLE, centre.v4(), kind.v4, centre.v6(), kind.v6))
                .succeed();
    }

    void end(Lab lab, DataCentre centre) {
        router(lab, centre).command("nft", "delete", "table", "inet", TABLE).succeed();
    }

    private Namespace router(Lab lab, DataCentre centre) {
        return lab.host(first ? Topology.EDGE : centre.router());
    }

    /// @param v4 the prefix of its servers' IPv4 addresses; `v6` is the prefix of their IPv6 addresses
    record DataCentre(String name, String router, String v4, String v6) {
        static final DataCentre A =
                new DataCentre("idc-a", HealthTopology.ROUTER, "10.10.10.0/24", "2001:db8:10:10::/64");
        static final DataCentre B =
                new DataCentre("idc-b", HealthTopology.OTHER_ROUTER, "10.20.10.0/24", "2001:db8:20:10::/64");
    }
}
