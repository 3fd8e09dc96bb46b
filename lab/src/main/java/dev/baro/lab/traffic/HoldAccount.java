// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.traffic;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The state of held connections, by the real server that answered them first.
///
/// @param servers the connections by server name; connections without an answer are under an empty name
/// @param reasons the reasons why connections broke, each listed once
public record HoldAccount(Map<String, Held> servers, List<String> reasons) {
    public HoldAccount {
        servers = new TreeMap<>(servers);
        reasons = List.copyOf(reasons);
    }

    /// @param open   the connections that are still open
    /// @param broken the connections that ended unexpectedly
    /// @param moved  the connections that another server also answered
    public record Held(long connections, long requests, long open, long broken, long moved) {
        static final Held NONE = new Held(0, 0, 0, 0, 0);

        Held plus(Held other) {
            return new Held(
                    connections + other.connections,
                    requests + other.requests,
                    open + other.open,
                    broken + other.broken,
                    moved + other.moved);
        }
    }

    static HoldAccount of(List<HeldConnection.Account> connections) {
        Map<String, Held> servers = new TreeMap<>();
        for (HeldConnection.Account one : connections) {
            Held held = new Held(
                    1, one.requests(), one.open() ? 1 : 0, one.broken().isEmpty() ? 0 : 1, one.moved() > 0 ? 1 : 0);
            servers.merge(one.server(), held, Held::plus);
        }
        List<String> reasons = connections.stream()
                .map(HeldConnection.Account::broken)
                .filter(why -> !why.isEmpty())
                .distinct()
                .toList();
        return new HoldAccount(servers, reasons);
    }

    public Held of(String server) {
        return servers.getOrDefault(server, Held.NONE);
    }

    public Held all() {
        return servers.values().stream().reduce(Held.NONE, Held::plus);
    }

    public Held others(String than) {
        return servers.entrySet().stream()
                .filter(entry -> !entry.getKey().equals(than))
                .map(Map.Entry::getValue)
                .reduce(Held.NONE, Held::plus);
    }

    /// Whether no connection has broken or moved. Connections ended on purpose do not count as broken.
    public boolean untouched() {
        return all().broken() == 0 && all().moved() == 0;
    }

    public String text() {
        Held all = all();
        return all.broken() + " broken, " + all.moved() + " moved of " + all.connections() + " held connections, "
                + all.requests() + " requests" + (reasons.isEmpty() ? "" : " " + reasons);
    }
}
