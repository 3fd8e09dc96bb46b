// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.dscp;

import dev.baro.core.model.Dscp;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// A VIP as far as its mark is concerned.
///
/// @param source   the file that has it, as the reader calls it
/// @param line     where its mark stands, 1-based; 0 when unknown
/// @param identity what it is the same by in two files: its address
/// @param codePoint 1..63, or 0 when it has no mark yet
/// @param servers  those that know it by its mark; a server that is reached by a tunnel or by
///     MAC address does not
public record MarkedVip(
        String source, int line, String name, String identity, int codePoint, List<MarkedServer> servers) {
    public MarkedVip {
        servers = List.copyOf(servers);
    }

    /// @param identity what it is the same by in two files: its address
    public record MarkedServer(String name, String identity) {}

    /// The same in another place.
    public MarkedVip at(String otherSource, int otherLine) {
        return new MarkedVip(otherSource, otherLine, name, identity, codePoint, servers);
    }

    public MarkedVip identifiedBy(String other) {
        return new MarkedVip(source, line, name, other, codePoint, servers);
    }

    boolean isMarked() {
        return codePoint >= Dscp.MIN;
    }

    /// The first server of this VIP that the other one uses, too.
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
