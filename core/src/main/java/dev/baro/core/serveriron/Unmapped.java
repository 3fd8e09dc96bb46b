// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.serveriron;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// Device lines that have no mapping. For each, a sentence names the corresponding YAML key of the schema, or
/// the key that explains why none exists.
final class Unmapped {
    private static final String ALL_FORWARD =
            "there is no standby: all balancers of a cluster forward at the same time (balancers)";
    private static final String NO_CACHE =
            "cache switching is not available: packets go only to real servers (servers)";
    private static final String NO_FIREWALL =
            "firewall load balancing is not available: packets go only to real servers (servers)";
    private static final String BY_TIME =
            "a new server reaches its full share over time with slow-start: 30s in the VIP (vips.slow-start)";
    private static final String NO_LIMIT =
            "a server's sessions are not limited; its weight sets its share of new ones (servers.weight)";
    private static final String NO_RATE =
            "only the rate of the whole balancer can be limited, not a server's: sessions.max-new-per-second";
    private static final String DIRECT =
            "with every method servers answer clients directly (servers.method), so the source address must stay";
    private static final String NO_TIMES =
            "response times are not used; least-connections follows the load (vips.scheduler)";
    private static final String NO_CONTENT =
            "requests are not inspected: a port has the same servers for every request (vips.ports.servers)";
    private static final String NO_TLS =
            "TLS passes through to the server, like all traffic of a port (vips.ports.port): install the certificate"
                    + " there";
    private static final String NO_BACKUP =
            "it takes its share: in the YAML file, list the servers that wait until others fail (vips.standby)";
    private static final String AFFINITY =
            "affinity in each VIP sends new sessions of a client to the same server (vips.affinity)";
    private static final String ONE_ADDRESS = "each name has one address (vips.address); write a line for each";
    private static final String NO_FILTER =
            "clients are not filtered: use a firewall; traffic to ports that are not listed is dropped"
                    + " (vips.on-unserved)";

    /// `server WORD …`.
    static final Unmapped GLOBAL = new Unmapped(List.of(
            loss(ALL_FORWARD, "backup", "backup-preference", "backup-timer", "symmetric", "active-active-port"),
            loss(NO_CACHE, "cache-name", "cache-group"),
            loss(NO_FIREWALL, "fw-name", "fw-group"),
            loss(
                    "on-server-down decides what happens to sessions when a server is removed (vips.on-server-down)",
                    "force-delete"),
            loss(
                    "on-unserved: reset and on-no-server: reset in each VIP answer UDP with ICMP, and TCP with a"
                            + " reset (vips.on-unserved)",
                    "icmp-message"),
            loss(
                    "the table holds sessions.max for all clients together; a single client is not limited",
                    "max-concurrent-conn-limit"),
            loss(
                    "with up-after: l7 a server is used once its requests have passed (health.up-after)",
                    "no-fast-bringup"),
            loss(
                    "state: drain keeps the sessions of a server, state: disabled does not (servers.state)",
                    "no-graceful-shutdown"),
            loss(
                    "remote servers are pinged like all others; ping: false turns that off (health.ping)",
                    "no-remote-l3-check"),
            loss("a VIP without slow-start has no slow start (vips.slow-start)", "no-slow-start"),
            loss(
                    "a check shared by many ports is defined once under checks and referenced by name"
                            + " (vips.ports.check)",
                    "port-policy"),
            loss(
                    "health: {passive: use} takes out a server that leaves clients unanswered (health.passive)",
                    "reassign-threshold"),
            loss(NO_TIMES, "response-time"),
            loss("routers need not be named; the interfaces are (balancers.interfaces)", "router-ports"),
            loss(
                    "a session is identified by its addresses and ports, and times out according to sessions.timeouts",
                    "session-id-age"),
            loss("the balancer probes from its own address (balancers.address)", "source-ip"),
            loss(DIRECT, "source-nat", "source-nat-ip"),
            loss("SYN cookies need answers to pass through the balancer, but they do not (servers.method)", "syn-def"),
            loss(NO_RATE, "syn-limit"),
            loss("session-sync in a VIP copies its sessions (vips.session-sync)", "session-sync"),
            loss(
                    "a server that flaps is held down on all ports by hold-down (health.hold-down)",
                    "port-holddown",
                    "port-holddown-timeout")));

    /// Below `server port`.
    static final Unmapped PROFILE = new Unmapped(List.of(
            loss(NO_RATE, "connection-rate"),
            loss(NO_TIMES, "smooth-factor"),
            loss("scheduler: maglev normally needs no session table (vips.scheduler)", "stateless"),
            loss(AFFINITY + "; its timeout applies to all ports", "sticky-age")));

    /// Below `server real` and `server remote-name`.
    static final Unmapped REAL = new Unmapped(List.of(
            loss(
                    "answers never pass through this balancer (servers.method), so there is nothing to allow",
                    "asymmetric"),
            loss("a server has no description (servers); write it as a comment", "description"),
            loss(NO_LIMIT, "exceed-max-drop", "max-conn"),
            loss("counters are exported (metrics.listen), not stored", "history-group"),
            loss("each name has one address (servers.address); write a line for each", "host-range"),
            loss(NO_RATE, "max-tcp-conn-rate", "max-udp-conn-rate"),
            loss(NO_TIMES, "snmp-request"),
            loss(DIRECT, "source-nat")));

    /// Below `server virtual`.
    static final Unmapped VIRTUAL = new Unmapped(List.of(
            loss(NO_FILTER, "acl-id"),
            loss("the key announce decides whether a VIP is announced (vips.announce)", "advertise"),
            loss(NO_CACHE, "cache-enable"),
            loss("a VIP has no description (vips); write it as a comment", "description"),
            loss("counters are exported (metrics.listen), not stored", "history-group"),
            loss(ONE_ADDRESS, "host-range"),
            loss("answers do not pass through this balancer (servers.method), so it cannot redirect", "httpredirect"),
            loss(DIRECT, "source-nat"),
            loss(AFFINITY + ", for all its clients", "sticky-acl"),
            loss(ALL_FORWARD, "sym-active", "sym-priority"),
            loss(AFFINITY + ", for each port separately", "track", "track-group")));

    /// `port PORT WORD …` of a real server.
    static final Unmapped REAL_PORT = new Unmapped(List.of(
            loss(
                    "text specifies what the body must contain (vips.ports.check.l7.text)",
                    "content-match",
                    "content-check"),
            loss(NO_CONTENT, "group-id", "server-id"),
            loss(NO_BACKUP, "backup"),
            loss(NO_LIMIT, "max-conn")));

    /// `port PORT WORD …` of a virtual server.
    static final Unmapped VIRTUAL_PORT = new Unmapped(List.of(
            loss(NO_CONTENT, "cookie-name", "csw", "csw-policy", "keep-alive"),
            loss(NO_BACKUP, "backup-use-all-bk-servers"),
            loss(NO_CACHE, "spoofing"),
            loss(NO_TLS, "ssl-terminate", "ssl-proxy"),
            loss("a port profile specifies it: server port PORT, then tcp (vips.ports.protocol)", "tcp-only"),
            loss("a port profile specifies it: server port PORT, then udp (vips.ports.protocol)", "udp-only"),
            loss(
                    "write a url line below the real servers, or a check in the YAML file (vips.ports.check)",
                    "use-port-policy")));

    private final Map<String, String> losses = new TreeMap<>();

    private Unmapped(List<Loss> losses) {
        losses.forEach(loss -> loss.words().forEach(word -> this.losses.put(word, loss.sentence())));
    }

    private record Loss(String sentence, List<String> words) {}

    private static Loss loss(String sentence, String... words) {
        return new Loss(sentence, Arrays.asList(words));
    }

    Collection<String> words() {
        return losses.keySet();
    }

    /// The sentences that describe the lost lines.
    Collection<String> sentences() {
        return losses.values();
    }

    /// Reports a line whose word at `index` names its subject: as a loss if the word is known,
    /// otherwise as an error.
    ///
    /// @param expected the words that are valid at this position
    void report(Line line, int index, String expected, Problems problems) {
        Word word = line.word(index);
        String loss = losses.get(word.text().toLowerCase(Locale.ROOT));
        if (loss != null) {
            problems.warning(line.first(), "not imported: " + line.text(index + 1), loss);
        } else {
            problems.error(word, "\"%s\" is not understood".formatted(line.text(index + 1)), expected);
        }
    }

    /// Reports a line whose kind is accepted only in another form.
    static void reportSlowStart(Line line, Problems problems) {
        problems.warning(line.first(), "not imported: " + line.text(), BY_TIME);
    }
}
