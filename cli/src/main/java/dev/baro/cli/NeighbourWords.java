// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli;

import java.util.Map;
import java.util.Optional;

/// Words that operators used to IPVS, keepalived, HAProxy, nginx, systemd or an appliance would type.
final class NeighbourWords {
    private static final Map<String, String> HERE = Map.ofEntries(
            Map.entry("reload", "baro apply"),
            Map.entry("commit", "baro apply"),
            Map.entry("load", "baro apply"),
            Map.entry("test", "baro check"),
            Map.entry("configtest", "baro check"),
            Map.entry("verify", "baro check"),
            Map.entry("start", "systemctl start baro"),
            Map.entry("stop", "systemctl stop baro"),
            Map.entry("restart", "systemctl restart baro"),
            Map.entry("top", "baro rates --watch"),
            Map.entry("stats", "baro status, baro rates"),
            Map.entry("rate", "baro rates"),
            Map.entry("show", "baro status, baro server show NAME"),
            Map.entry("list", "baro server list"),
            Map.entry("servers", "baro server list"),
            Map.entry("backend", "baro server list"),
            Map.entry("backends", "baro server list"),
            Map.entry("real", "baro server list"),
            Map.entry("vip", "baro status"),
            Map.entry("vips", "baro status"),
            Map.entry("drain", "baro server drain NAME"),
            Map.entry("enable", "baro server enable NAME"),
            Map.entry("disable", "baro server disable NAME"),
            Map.entry("connections", "baro session list"),
            Map.entry("conn", "baro session list"),
            Map.entry("sessions", "baro session list"),
            Map.entry("log", "baro events, journalctl -u baro"),
            Map.entry("logs", "baro events, journalctl -u baro"),
            Map.entry("undo", "baro rollback"),
            Map.entry("revert", "baro rollback"),
            Map.entry("restore", "baro rollback"),
            Map.entry("revisions", "baro history"),
            Map.entry("changes", "baro history"));

    private NeighbourWords() {}

    /// @param word the word typed instead of a verb
    /// @return the corresponding command
    static Optional<String> here(String word) {
        return Optional.ofNullable(HERE.get(word));
    }
}
