// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.config;

import dev.baro.core.model.Endpoint;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The API's listener besides the Unix socket, and the permissions of the API's users.
///
/// @param listen  an address of this host, and a port; empty: only the socket
/// @param tls     the files for TLS; all empty: the API is served without TLS, on loopback only
/// @param tokens  the absolute path of the file with the names, roles and digests of tokens; empty: no tokens
/// @param clients the clients' roles, by the common name in their certificates
/// @param socket  the permissions of users of the Unix socket
public record ApiSettings(
        Optional<Endpoint> listen, TlsFiles tls, String tokens, Map<String, Role> clients, SocketUsers socket) {
    public static final ApiSettings NONE =
            new ApiSettings(Optional.empty(), TlsFiles.NONE, "", Map.of(), SocketUsers.ALL);

    public ApiSettings {
        clients = sorted(clients);
    }

    /// Absolute paths of PEM files.
    ///
    /// @param clientCa the authorities that sign clients' certificates; empty: clients present no certificate
    public record TlsFiles(String certificate, String key, String clientCa) {
        public static final TlsFiles NONE = new TlsFiles("", "", "");

        public boolean isNone() {
            return certificate.isEmpty();
        }
    }

    /// The permissions on the Unix socket. If no user or group is listed, everyone who can open the
    /// socket has every permission.
    ///
    /// @param socketGroup the group that owns the socket; empty: the daemon's group
    /// @param users       the roles, by the name of a user of this host
    /// @param groups      the roles, by the name of a group of this host
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

    /// The listener as text, such as `192.0.2.11:9443`; empty if there is none.
    public String address() {
        return listen.map(Endpoint::toString).orElse("");
    }
}
