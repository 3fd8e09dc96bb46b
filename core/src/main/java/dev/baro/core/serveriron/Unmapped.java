// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.serveriron;

import java.util.Locale;
import java.util.Map;

/// Lines that the device knows and that have no counterpart here, each with what is lost.
final class Unmapped {
    /// `server WORD …`.
    static final Unmapped GLOBAL = new Unmapped(Map.ofEntries(
            Map.entry("active-active-port", "balancers share nothing that packets need; no port between them is set"),
            Map.entry("backup", "there is no standby: all balancers of a cluster forward at once"),
            Map.entry("backup-preference", "there is no standby: all balancers of a cluster forward at once"),
            Map.entry("backup-timer", "there is no standby: all balancers of a cluster forward at once"),
            Map.entry("cache-name", "cache switching is not what this balancer does"),
            Map.entry("fw-name", "firewall load balancing is not what this balancer does"),
            Map.entry("fw-group", "firewall load balancing is not what this balancer does"),
            Map.entry("force-delete", "sessions of a removed server end by themselves"),
            Map.entry(
                    "icmp-message",
                    "at each VIP, on-unserved: reset and on-no-server: reset answer UDP so, and TCP with a reset"),
            Map.entry("max-concurrent-conn-limit", "connections are not limited"),
            Map.entry("no-fast-bringup", "a server is up once its port answers; the application check comes after"),
            Map.entry("no-graceful-shutdown", "sessions of a disabled server end by themselves"),
            Map.entry("no-remote-l3-check", "remote servers are pinged as well"),
            Map.entry("no-slow-start", "there is no slow start to turn off"),
            Map.entry("port-policy", "checks are written at the port of a VIP; copy its url there"),
            Map.entry("reassign-threshold", "a server goes down by failed probes, not by unanswered clients"),
            Map.entry("response-time", "no predictor here uses response times"),
            Map.entry("router-ports", "routers need not be named"),
            Map.entry("session-id-age", "session times are those of the session table"),
            Map.entry("slow-start", "there is no slow start; least-connections does not overrun a new server"),
            Map.entry("source-ip", "the balancer probes from its own address"),
            Map.entry("source-nat", "servers answer clients directly, so the source address must stay"),
            Map.entry("source-nat-ip", "servers answer clients directly, so the source address must stay"),
            Map.entry("sticky-age", "clients are not kept to a server; a maglev scheduler comes nearest"),
            Map.entry("symmetric", "there is no standby: all balancers of a cluster forward at once"),
            Map.entry("syn-def", "SYN cookies need the answers, which do not pass this balancer"),
            Map.entry("syn-limit", "new connections are not limited"),
            Map.entry("tcp-age", "session times are those of the session table"),
            Map.entry("udp-age", "session times are those of the session table")));

    /// Below `server port`.
    static final Unmapped PROFILE = new Unmapped(Map.ofEntries(
            Map.entry("connection-rate", "new connections are not limited"),
            Map.entry("fast-bringup", "it is always so here"),
            Map.entry("no-fast-bringup", "a server is up once its port answers; the application check comes after"),
            Map.entry("l4-check-only", "leave out the url lines for a check of the port alone"),
            Map.entry("smooth-factor", "no predictor here uses response times"),
            Map.entry("stateless", "a maglev scheduler comes nearest: it needs no session table on the ordinary path"),
            Map.entry("sticky-age", "clients are not kept to a server; a maglev scheduler comes nearest")));

    /// Below `server real` and `server remote-name`.
    static final Unmapped REAL = new Unmapped(Map.ofEntries(
            Map.entry("asymmetric", "answers never pass this balancer, so there is nothing to allow"),
            Map.entry("backup", "no server is a backup of others: this one takes its share at all times"),
            Map.entry("description", "write it as a comment"),
            Map.entry("exceed-max-drop", "connections are not limited"),
            Map.entry("history-group", "counters are exported, not kept"),
            Map.entry("host-range", "one name is one address; write a line for each"),
            Map.entry("max-conn", "connections are not limited"),
            Map.entry("max-tcp-conn-rate", "new connections are not limited"),
            Map.entry("max-udp-conn-rate", "new connections are not limited"),
            Map.entry("slow-start", "there is no slow start; least-connections does not overrun a new server"),
            Map.entry("snmp-request", "no predictor here uses SNMP"),
            Map.entry("source-nat", "servers answer clients directly, so the source address must stay")));

    /// Below `server virtual`.
    static final Unmapped VIRTUAL = new Unmapped(Map.ofEntries(
            Map.entry("acl-id", "clients are not filtered; use a firewall before the balancer"),
            Map.entry("advertise", "routes are announced for every VIP that is served"),
            Map.entry("cache-enable", "cache switching is not what this balancer does"),
            Map.entry("description", "write it as a comment"),
            Map.entry("history-group", "counters are exported, not kept"),
            Map.entry("host-range", "one name is one address; write a line for each"),
            Map.entry("httpredirect", "answers do not pass this balancer, so it cannot redirect"),
            Map.entry("source-nat", "servers answer clients directly, so the source address must stay"),
            Map.entry("sticky-acl", "clients are not kept to a server; a maglev scheduler comes nearest"),
            Map.entry("sym-active", "there is no standby: all balancers of a cluster forward at once"),
            Map.entry("sym-priority", "there is no standby: all balancers of a cluster forward at once"),
            Map.entry("track", "clients are not kept to a server; a maglev scheduler comes nearest"),
            Map.entry("track-group", "clients are not kept to a server; a maglev scheduler comes nearest")));

    /// `port PORT WORD …` of a real server.
    static final Unmapped REAL_PORT = new Unmapped(Map.of(
            "content-match", "the answer's status is checked, not its text",
            "content-check", "the answer's status is checked, not its text",
            "group-id", "requests are not switched by content",
            "healthck", "named health checks are not read; write a url line instead",
            "l4-check-only", "leave out the url lines for a check of the port alone",
            "max-conn", "connections are not limited",
            "server-id", "requests are not switched by content",
            "use-port-policy", "port policies are not read; write a url line instead"));

    /// `port PORT WORD …` of a virtual server.
    static final Unmapped VIRTUAL_PORT = new Unmapped(Map.ofEntries(
            Map.entry("concurrent", "clients are not kept to a server; a maglev scheduler comes nearest"),
            Map.entry("cookie-name", "requests are not switched by content"),
            Map.entry("csw", "requests are not switched by content"),
            Map.entry("csw-policy", "requests are not switched by content"),
            Map.entry("keep-alive", "requests are not switched by content"),
            Map.entry("lb-pri-servers", "no server is a backup of others"),
            Map.entry("backup-use-all-bk-servers", "no server is a backup of others"),
            Map.entry("persist-hash", "use the maglev scheduler"),
            Map.entry("reset-on-port-fail", "sessions of a failed server are given to another one"),
            Map.entry("spoofing", "cache switching is not what this balancer does"),
            Map.entry("ssl-terminate", "connections are not ended here: TLS goes through to the server"),
            Map.entry("ssl-proxy", "connections are not ended here: TLS goes through to the server"),
            Map.entry("sticky", "clients are not kept to a server; a maglev scheduler comes nearest"),
            Map.entry("tcp-only", "say tcp in the port profile"),
            Map.entry("udp-only", "say udp in the port profile"),
            Map.entry("use-port-policy", "port policies are not read; write a url line at the real servers instead")));

    private final Map<String, String> losses;

    private Unmapped(Map<String, String> losses) {
        this.losses = losses;
    }

    /// Reports the line, whose word at `index` says what it is about: a loss where the word is known,
    /// an error where not.
    ///
    /// @param expected what may stand here
    void report(Line line, int index, String expected, Problems problems) {
        Word word = line.word(index);
        String loss = losses.get(word.text().toLowerCase(Locale.ROOT));
        if (loss != null) {
            problems.warning(line.first(), "not imported: " + line.text(index + 1), loss);
        } else if (line.first().is("no")) {
            problems.warning(line.first(), "not imported: " + line.text(), "nothing is taken back by a later line");
        } else {
            problems.error(word, "\"%s\" is not understood".formatted(line.text(index + 1)), expected);
        }
    }
}
