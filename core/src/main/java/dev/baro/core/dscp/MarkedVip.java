// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.dscp;

import dev.baro.core.model.Dscp;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// A VIP with its mark and servers.
///
/// @param source    the user's name for the VIP's file
/// @param line      the line of the VIP's mark, 1-based; 0 if unknown
/// @param identity  the property by which the VIP is recognised in different files: its address
/// @param codePoint 1..63, or 0 if the VIP has no mark yet
/// @param servers   the servers that recognise the VIP by its mark; excludes servers reached through a tunnel
///                  or by MAC address
public record MarkedVip(
        String source, int line, String name, String identity, int codePoint, List<MarkedServer> servers) {
    public MarkedVip {
        servers = List.copyOf(servers);
    }

    /// @param identity the property by which the server is recognised in different files: its address
    public record MarkedServer(String name, String identity) {}

    /// The same VIP at another position.
    public MarkedVip at(String otherSource, int otherLine) {
        return new MarkedVip(otherSource, otherLine, name, identity, codePoint, servers);
    }

    public MarkedVip identifiedBy(String other) {
        return new MarkedVip(source, line, name, other, codePoint, servers);
    }

    boolean isMarked() {
        return codePoint >= Dscp.MIN;
    }

    /// The first server that both VIPs use.
    Optional<MarkedServer> shared(MarkedVip other) {
        Set<String> mine = identities();
        Set<String> both = other.servers.stream()
                .map(MarkedServer::identity)
                .filter(mine::contains)
                .collect(Collectors.toSet());
        return servers.stream().filter(server -> both.contains(server.identity)).findFirst();
    }

    Set<String> identities() {
        return servers.stream().map(MarkedServer::identity).collect(Collectors.toSet());
    }
}
