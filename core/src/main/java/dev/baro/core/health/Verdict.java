// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.health;

import dev.baro.core.model.ForwardingMethod;
import java.util.Locale;

/// Why a real server is reachable for a VIP or not, with the cause and the fix for every output.
public enum Verdict {
    /// There have been too few probes so far.
    UNKNOWN(
            "the probes that would explain the failure have no result yet, or an inconclusive one",
            "wait one interval"),
    HEALTHY("", ""),
    /// The configuration excludes the port from probing; the lower layers work.
    NOT_PROBED(
            "the port has `check: none`; the layers below it work",
            "write a `check` for a port whose failure must be detected"),
    /// No probe fails, but no probe would fail even if the server were dead.
    NOT_OBSERVED(
            "a UDP port without `answer` or `dns` on a server that is not pinged: no probe would detect its failure",
            "write `dns` or `answer` into the check of the port, or `health: {ping: true}`"),
    MARK_LOST(
            "the mark is cleared on the way, or the server has no rule for it",
            "`path` in `baro server show` names the first router that received another DSCP: trust DSCP on its port."
                    + " If the mark arrives: `baro agent status` on the server, then `baro agent apply`"),
    VIP_SILENT(
            "the VIP is not on the server's loopback; or `rp_filter`, a firewall, or strict uRPF on the way back"
                    + " drops packets from the VIP",
            "on the server `baro agent doctor`, `ip addr show dev lo`, `sysctl net.ipv4.conf.all.rp_filter`; then"
                    + " check the routers in between"),
    MARK_CHANGED(
            "two VIPs have the same mark on this server, or a router re-marks packets",
            "`path` in `baro server show`; `baro check`; the agent's configuration"),
    NOT_LISTENING(
            "nothing listens on the VIP and port: the service has stopped, or is bound only to the real address. UDP:"
                    + " or a firewall on the server rejects with port unreachable",
            "start the service; bind it to 0.0.0.0 or to the VIP"),
    /// The connection is established but ends without an answer.
    ACCEPTS_AND_CLOSES(
            "the service accepts the connection and closes it before it answers: it is overloaded, or refuses this"
                    + " balancer, or only one of service and check uses TLS",
            "the service's log, limits and allow list; `check` with `http` or `https`"),
    /// The VIP answers pings, but the port does not answer.
    PORT_FILTERED(
            "the VIP answers pings but the port does not answer: a firewall drops the packets. TCP: or the service's"
                    + " accept queue is full. UDP: or a service on all addresses hangs",
            "on the server `nft list ruleset`, `iptables -S`, `ss -ltn` and `ss -lun`: a Recv-Q that stays full is a"
                    + " service that hangs. Then the firewalls between"),
    /// Like [#PORT_FILTERED] for UDP, while the same port answers at the real address.
    SERVICE_SILENT(
            "UDP: the port answers at the real address and is silent at the VIP: the service there hangs or does not"
                    + " understand the request, or a firewall drops only the VIP's port",
            "on the server `ss -lun`: a growing Recv-Q means that the service hangs: restart the service. Otherwise"
                    + " compare `send` and `answer` of the check with the service; `nft list ruleset`"),
    REFUSED_BY_FIREWALL(
            "a firewall rejects the probe with an ICMP error; the evidence shows the error and its sender",
            "allow the port, or ping, on the host that sent the error: `nft list ruleset`, `iptables -S`"),
    TUNNEL_FILTERED(
            "the server answers at its own address, but no packet comes out of the tunnel: IP protocol 4 (IPv4"
                    + " inside) or 41 (IPv6 inside) is filtered on the way or at the server, or no program"
                    + " decapsulates packets there",
            "allow IP protocols 4 and 41 from the balancers on the firewalls in between and on the server; on the"
                    + " server `baro agent doctor`, then `baro agent apply`"),
    TUNNEL_MISSING(
            "tunnel packets arrive, but no program decapsulates them: the server rejects their IP protocol",
            "on the server `baro agent status`, then `baro agent apply`"),
    REAL_ADDRESS_FILTERED(
            "a filter drops packets to the real address; the service works and stays up",
            "allow the probes if they are wanted"),
    SERVER_DOWN(
            "the server, or the route to it, is down",
            "`ping`, the switch port, the routing. If L2 is up, the server runs and a firewall on it drops IP"),
    APPLICATION_WRONG(
            "wrong status, text, TLS or DNS response code, or no answer to a request on a working connection",
            "the application's log; the evidence shows what arrived"),
    /// Probes pass, but the server's clients repeat SYNs far more often than the clients of its peers.
    CLIENTS_UNANSWERED(
            "probes pass, but clients repeat their SYNs: the path from this server to the clients is broken",
            "check uRPF and filters between the server and the Internet");

    private static final Advice REWRITTEN = new Advice(
            "another address answers for the VIP: the server, or something on the way back, rewrites it",
            "on the server `nft list ruleset`, `iptables -t nat -S`: exempt the VIP from NAT. Then check the way back");

    private static final Advice VIP_SILENT_IN_TUNNEL = new Advice(
            "tunnel packets arrive, but the VIP is not on the server's loopback; or `rp_filter`, a firewall, or"
                    + " strict uRPF on the way back drops packets from the VIP. If the server answers no pings: or"
                    + " the tunnel is filtered or missing",
            "on the server `baro agent doctor`, `ip addr show dev lo`, `sysctl net.ipv4.conf.all.rp_filter`; then"
                    + " check the routers in between, also for IP protocols 4 and 41");

    private final String cause;
    private final String fix;

    Verdict(String cause, String fix) {
        this.cause = cause;
        this.fix = fix;
    }

    /// The cause and the fix, in one or two sentences each, with commands in backquotes; empty for [#HEALTHY].
    public record Advice(String cause, String fix) {}

    /// The verdict's name in every output, such as `mark-lost`.
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// Whether the server may be used.
    public boolean usable() {
        return this == HEALTHY || this == NOT_PROBED || this == NOT_OBSERVED || this == REAL_ADDRESS_FILTERED;
    }

    /// The variant of the verdict for a server with this forwarding method.
    public Advice advice(ForwardingMethod method) {
        return switch (method) {
            case DSCP -> new Advice(cause, fix);
            case IPIP -> this == VIP_SILENT ? VIP_SILENT_IN_TUNNEL : withoutMark();
            case MAC -> withoutMark();
        };
    }

    private Advice withoutMark() {
        return this == MARK_LOST || this == MARK_CHANGED ? REWRITTEN : new Advice(cause, fix);
    }
}
