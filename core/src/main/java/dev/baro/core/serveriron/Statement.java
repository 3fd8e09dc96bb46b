// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.serveriron;

import dev.baro.core.model.Dscp;
import dev.baro.core.model.Protocol;
import java.util.List;

/// What a line below a `server …` line says, as far as it can be mapped.
sealed interface Statement {
    Line line();

    /// A line about one port of a real or a virtual server.
    sealed interface OfPort extends Statement {
        int port();
    }

    /// `session-sync` of a port profile.
    record SessionSync(Line line) implements Statement {}

    /// `tcp` or `udp` of a port profile; `tcp keepalive` says it too.
    record Transport(Line line, Protocol protocol) implements Statement {}

    /// `tcp keepalive INTERVAL RETRIES` of a port profile.
    record Keepalive(Line line, Protocol protocol, int intervalSeconds, int retries) implements Statement {}

    /// `port PORT` of a real or a virtual server.
    record Port(Line line, int port) implements OfPort {}

    /// `port PORT disable` of a real or a virtual server.
    record PortDisabled(Line line, int port) implements OfPort {}

    /// `port PORT url "GET /…"` of a real server.
    record PortUrl(Line line, int port, Request request) implements OfPort {}

    /// `port PORT status-code FROM TO …` of a real server.
    ///
    /// @param codes as the model writes them: `200-299,401`
    record PortStatus(Line line, int port, String codes) implements OfPort {}

    /// `port dns addr_query "NAME"` or `port dns zone "NAME"` of a real server.
    ///
    /// @param type of the records that are asked for
    record PortDns(Line line, int port, String type, String name) implements OfPort {}

    /// `port PORT no-health-check` of a real server.
    record PortUnchecked(Line line, int port) implements OfPort {}

    /// `port PORT keepalive` of a real server.
    record PortKeepalive(Line line, int port) implements OfPort {}

    /// `weight N` of a real server.
    record Weight(Line line, int weight) implements Statement {}

    /// `tos-marking N [hc-l3-dsr]` of a virtual server.
    record TosMarking(Line line, Dscp dscp) implements Statement {}

    /// `predictor NAME` of a virtual server, or `server predictor NAME` for all.
    record Predictor(Line line, PredictorKind predictor) implements Statement {}

    /// `bind PORT REAL PORT …` of a virtual server.
    ///
    /// @param servers the names, as often as they stand there
    record Bind(Line line, int port, List<Word> servers) implements Statement {
        public Bind {
            servers = List.copyOf(servers);
        }
    }

    /// `server reset-message`: clients that cannot be served are told.
    record ResetMessage(Line line) implements Statement {}

    /// `server ping-interval`, `server ping-retries` or `server periodic-arp-interval`.
    record Setting(Line line, int value) implements Statement {}
}
