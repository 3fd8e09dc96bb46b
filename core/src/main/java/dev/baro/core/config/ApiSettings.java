// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.config;

import dev.baro.core.model.Endpoint;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The API's listener beside the unix socket, and its users' permissions.
///
/// @param listen  an address of this host, and a port; empty: nowhere but at the socket
/// @param tls     the files that encrypt it; all empty: it is served in the clear, on loopback
/// @param tokens  an absolute path: names, roles and digests of tokens; empty: there are none
/// @param clients the roles by the common name of a client's certificate
/// @param socket  the permissions of users at the unix socket
public record ApiSettings(
        Optional<Endpoint> listen, TlsFiles tls, String tokens, Map<String, Role> clients, SocketUsers socket) {
    public static final ApiSettings NONE =
            new ApiSettings(Optional.empty(), TlsFiles.NONE, "", Map.of(), SocketUsers.ALL);

    public ApiSettings {
        clients = sorted(clients);
    }

    /// Absolute paths of files in PEM.
    ///
    /// @param clientCa the authorities of clients' certificates; empty: no client shows one
    public record TlsFiles(String certificate, String key, String clientCa) {
        public static final TlsFiles NONE = new TlsFiles("", "", "");

        public boolean isNone() {
            return certificate.isEmpty();
        }
    }

    /// Without a user and without a group, all who can open the socket may do everything.
    ///
    /// @param socketGroup the group that owns the socket; empty: the daemon's group
    /// @param users       the roles by the names of users of this host
    /// @param groups      the roles by the names of groups of this host
    public record SocketUsers(String socketGroup, Map<String, Role> users, Map<String, Role> groups) {
        public static final SocketUsers ALL = new SocketUsers("", Map.of(), Map.of());

        public SocketUsers {
            users = sorted(users);
            groups = sorted(groups);
        }

        public boolean isEveryone() {
            return users.isEmpty() && groups.isEmpty();
        }
    }

    private static Map<String, Role> sorted(Map<String, Role> roles) {
        return java.util.Collections.unmodifiableMap(new TreeMap<>(roles));
    }

    /// `192.0.2.11:9443`; empty when nowhere.
    public String address() {
        return listen.map(Endpoint::toString).orElse("");
    }
}
