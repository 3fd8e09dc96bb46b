// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.config;

import java.time.Duration;
import java.util.Map;

/// Whether and how the VIPs' routes are given to the host's routing daemon.
///
/// @param announce   whether VIPs are announced by default
/// @param exceptions the VIPs, by name, whose setting is the opposite of `announce`
/// @param table      one of the kernel's routing tables, 1..[#MAX_TABLE]; [#MAIN_TABLE] is the
///                   one that routes packets
/// @param leave      how long a route is announced as about to go before it is withdrawn
public record RouteSettings(boolean announce, Map<String, Boolean> exceptions, int table, Duration leave) {
    /// No kernel rule uses this table, so its routes do not affect any packets.
    public static final int DEFAULT_TABLE = 176;

    /// RT_TABLE_MAIN of linux/rtnetlink.h.
    public static final int MAIN_TABLE = 254;

    /// The attribute RTA_TABLE has 32 bits, but `ip` accepts only 31.
    public static final int MAX_TABLE = Integer.MAX_VALUE;

    public static final Duration LONGEST_LEAVE = Duration.ofHours(1);

    /// The settings that announce no route.
    public static final RouteSettings NONE = new RouteSettings(false, Map.of(), DEFAULT_TABLE, Duration.ofSeconds(30));

    public RouteSettings {
        exceptions = Map.copyOf(exceptions);
        if (exceptions.containsValue(announce)) {
            throw new IllegalArgumentException("an exception equals the general setting: " + exceptions);
        }
    }

    public boolean announces(String vip) {
        return exceptions.getOrDefault(vip, announce);
    }

    public boolean inMainTable() {
        return table == MAIN_TABLE;
    }
}
