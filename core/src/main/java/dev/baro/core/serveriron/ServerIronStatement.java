// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.serveriron;

import dev.baro.core.dscp.Dscp;
import dev.baro.core.model.Protocol;
import java.util.List;

/// What a line below a `server …` line says, as far as it can be mapped.
sealed interface ServerIronStatement {
    ServerIronLine line();

    /// A line about one port of a real or a virtual server.
    sealed interface OfPort extends ServerIronStatement {
        int port();
    }

    /// `session-sync` of a port profile.
    record SessionSync(ServerIronLine line) implements ServerIronStatement {}

    /// `tcp` or `udp` of a port profile; `tcp keepalive` says it too.
    record Transport(ServerIronLine line, Protocol protocol) implements ServerIronStatement {}

    /// `tcp keepalive INTERVAL RETRIES` of a port profile.
    record Keepalive(ServerIronLine line, Protocol protocol, int intervalSeconds, int retries)
            implements ServerIronStatement {}

    /// `port PORT` of a real or a virtual server.
    record Port(ServerIronLine line, int port) implements OfPort {}

    /// `port PORT disable` of a real or a virtual server.
    record PortDisabled(ServerIronLine line, int port) implements OfPort {}

    /// `port PORT url "GET /…"` of a real server.
    record PortUrl(ServerIronLine line, int port, ServerIronRequest request) implements OfPort {}

    /// `port PORT status-code FROM TO …` of a real server.
    ///
    /// @param codes as the model writes them: `200-299,401`
    record PortStatus(ServerIronLine line, int port, String codes) implements OfPort {}

    /// `port PORT keepalive` of a real server.
    record PortKeepalive(ServerIronLine line, int port) implements OfPort {}

    /// `weight N` of a real server.
    record Weight(ServerIronLine line, int weight) implements ServerIronStatement {}

    /// `tos-marking N [hc-l3-dsr]` of a virtual server.
    record TosMarking(ServerIronLine line, Dscp dscp) implements ServerIronStatement {}

    /// `predictor NAME` of a virtual server, or `server predictor NAME` for all.
    record Predictor(ServerIronLine line, ServerIronPredictor predictor) implements ServerIronStatement {}

    /// `bind PORT REAL PORT …` of a virtual server.
    ///
    /// @param servers the names, as often as they stand there
    record Bind(ServerIronLine line, int port, List<ServerIronWord> servers) implements ServerIronStatement {
        public Bind {
            servers = List.copyOf(servers);
        }
    }

    /// `server ping-interval`, `server ping-retries` or `server periodic-arp-interval`.
    record Setting(ServerIronLine line, int value) implements ServerIronStatement {}
}
