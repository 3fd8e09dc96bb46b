// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.serveriron;

import dev.baro.core.model.Dscp;
import dev.baro.core.model.Protocol;
import java.util.List;

/// The content of a line that has a mapping, below a `server …` line.
sealed interface Statement {
    Line line();

    /// A line about one port of a real or a virtual server.
    sealed interface OfPort extends Statement {
        int port();
    }

    /// `session-sync` of a port profile.
    record SessionSync(Line line) implements Statement {}

    /// `tcp` or `udp` of a port profile; `tcp keepalive` implies it.
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
    /// @param codes the status codes in the model's form: `200-299,401`
    record PortStatus(Line line, int port, String codes) implements OfPort {}

    /// `port dns addr_query "NAME"` or `port dns zone "NAME"` of a real server.
    ///
    /// @param type the type of the queried records
    record PortDns(Line line, int port, String type, String name) implements OfPort {}

    /// `port PORT no-health-check` of a real server.
    record PortUnchecked(Line line, int port) implements OfPort {}

    /// `port PORT keepalive` of a real server.
    record PortKeepalive(Line line, int port) implements OfPort {}

    /// `port PORT l4-check-only` of a real server, or `l4-check-only` of a port profile for all servers.
    record PortL4Only(Line line, int port) implements OfPort {}

    /// `port PORT healthck NAME` or `port PORT use-port-policy NAME` of a real server:
    /// a check defined elsewhere.
    record PortNamedCheck(Line line, int port) implements OfPort {}

    /// `port PORT minimum-servers N` of a virtual server.
    record MinimumServers(Line line, int port, int count) implements OfPort {}

    /// `port PORT sticky` or `port PORT concurrent` of a virtual server.
    record Sticky(Line line, int port) implements OfPort {}

    /// `port PORT reset-on-port-fail` of a virtual server.
    record ResetOnFail(Line line, int port) implements OfPort {}

    /// `port PORT persist-hash` of a virtual server.
    record PersistHash(Line line, int port) implements OfPort {}

    /// `l4-check-only` of a port profile.
    record L4Only(Line line) implements Statement {}

    /// `no-fast-bringup` of a port profile.
    record StrictBringup(Line line) implements Statement {}

    /// `bringup-retries N` of a port profile.
    record BringupRetries(Line line, int count) implements Statement {}

    /// `disable` of a port profile or a real server.
    record Disabled(Line line) implements Statement {}

    /// `slow-start SECONDS`, wherever it may appear.
    record SlowStarted(Line line, int seconds) implements Statement {}

    /// `backup` of a real server.
    record Backup(Line line) implements Statement {}

    /// `port PORT lb-pri-servers` of a virtual server: backup servers wait until the others fail.
    ///
    /// @param stays whether the backup servers stay in use when the others return
    record PrimaryFirst(Line line, int port, boolean stays) implements OfPort {}

    /// `weight N` of a real server.
    record Weight(Line line, int weight) implements Statement {}

    /// `tos-marking N [hc-l3-dsr]` of a virtual server.
    record TosMarking(Line line, Dscp dscp) implements Statement {}

    /// `predictor NAME` of a virtual server, or `server predictor NAME` for all virtual servers.
    record Predictor(Line line, PredictorKind predictor) implements Statement {}

    /// `bind PORT REAL PORT …` of a virtual server.
    ///
    /// @param servers the servers' names, including duplicates
    record Bind(Line line, int port, List<Word> servers) implements Statement {
        public Bind {
            servers = List.copyOf(servers);
        }
    }

    /// `server reset-message`: clients that cannot be served get an answer.
    record ResetMessage(Line line) implements Statement {}

    /// `server ping-interval N`, `server tcp-age N` and the like.
    record Setting(Line line, int value) implements Statement {}
}
