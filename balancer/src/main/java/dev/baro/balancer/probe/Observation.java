// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.probe;

import dev.baro.core.health.ProbeTask;
import dev.baro.core.health.Reply;
import dev.baro.core.model.IpAddress;
import dev.baro.core.model.Protocol;
import dev.baro.dataplane.probe.ProbeFlow;
import java.util.Optional;
import java.util.Set;

/// The reply to a probe, and its description.
record Observation(Reply reply, String detail) {
    private static final Set<Integer> PROHIBITED_V4 = Set.of(9, 10, 13);
    /// The codes that mean a firewall's decision, including those for a source address rejected by policy and
    /// for a reject route.
    private static final Set<Integer> PROHIBITED_V6 = Set.of(1, 5, 6);
    private static final int PORT_UNREACHABLE_V4 = 3;
    private static final int PORT_UNREACHABLE_V6 = 4;

    /// The observation derived from the returned packets if the socket received nothing.
    static Observation of(ProbeTask task, ProbeFlow.Seen seen) {
        return evidence(task, seen).orElseGet(() -> nothing(task));
    }

    /// The observation for an answer. If the steering did not see the answer to a marked probe come from the
    /// VIP, the probe left through an interface without steering, to the server's own address, and proves
    /// nothing about the VIP.
    ///
    /// @param detail the detail to report if the steering has seen the answer
    static Observation answered(ProbeTask task, ProbeFlow.Seen seen, String detail) {
        return task.marked() && seen.fromVip() == 0
                ? new Observation(
                        Reply.UNREACHABLE,
                        "the route to " + task.server() + " uses an interface that is not one of this balancer's: ip"
                                + " route get " + task.server())
                : new Observation(Reply.EXPECTED, detail);
    }

    static Observation nothing(ProbeTask task) {
        return new Observation(
                Reply.NOTHING, "no answer within " + words(task.timing().timeout()));
    }

    /// The observation derived from the returned packets; empty if they show nothing.
    static Optional<Observation> evidence(ProbeTask task, ProbeFlow.Seen seen) {
        if (seen.errorType() > 0 && seen.other().isPresent()) {
            return Optional.of(error(task, seen.errorCode(), seen.other().get()));
        }
        if (task.marked() && seen.fromServer() > 0) {
            return Optional.of(
                    new Observation(Reply.FROM_REAL_ADDRESS, "answer from the real address " + task.server()));
        }
        if (task.marked() && seen.other().isPresent()) {
            return Optional.of(new Observation(
                    Reply.FROM_OTHER_VIP, "answer from " + seen.other().get() + " instead of " + task.vip()));
        }
        return Optional.empty();
    }

    /// The observation for a socket that did not connect, because of an RST, an ICMP error, or no answer
    /// to its SYNs. The socket's message is in this host's language, so the result is determined from
    /// the returned packets instead.
    ///
    /// @param refused whether the kernel reports the connection as refused, not as aborted
    /// @param said    the socket's message
    static Observation ofFailure(ProbeTask task, ProbeFlow.Seen seen, boolean refused, String said) {
        if (seen.errorType() > 0) {
            return of(task, seen);
        }
        boolean answered = (task.marked() ? seen.fromVip() : seen.fromServer()) > 0;
        if (!answered) {
            return new Observation(Reply.UNREACHABLE, said);
        }
        IpAddress expected = task.marked() ? task.vip() : task.server();
        return refused
                ? new Observation(Reply.REFUSED, "RST from " + expected)
                : new Observation(Reply.CLOSED, "SYN+ACK, then RST from " + expected);
    }

    /// The observation for an ICMP error, by its code and sender. A host answers a SYN to a closed port with
    /// RST, so a port unreachable for a SYN, or from a router, must come from a firewall.
    static Observation error(ProbeTask task, int code, IpAddress source) {
        boolean v4 = task.server().isV4();
        if (code != (v4 ? PORT_UNREACHABLE_V4 : PORT_UNREACHABLE_V6)) {
            return unreachable(v4, code, source);
        }
        String detail = "port unreachable from " + source;
        if (task.protocol() == Protocol.TCP) {
            return new Observation(Reply.PROHIBITED, detail);
        }
        if (source.equals(task.marked() ? task.vip() : task.server())) {
            return new Observation(Reply.REFUSED, detail);
        }
        return source.equals(task.server())
                ? new Observation(Reply.FROM_REAL_ADDRESS, "port unreachable from the real address " + source)
                : new Observation(Reply.PROHIBITED, detail);
    }

    /// The observation for an ICMP error that does not concern a port.
    private static Observation unreachable(boolean v4, int code, IpAddress source) {
        boolean prohibited = (v4 ? PROHIBITED_V4 : PROHIBITED_V6).contains(code);
        return new Observation(
                prohibited ? Reply.PROHIBITED : Reply.UNREACHABLE,
                (prohibited ? "administratively prohibited" : words(v4, code)) + " from " + source);
    }

    /// The meaning of the codes by RFC 792, RFC 1812 section 5.2.7.1 and RFC 4443 section 3.1.
    private static String words(boolean v4, int code) {
        return v4
                ? switch (code) {
                    case 0, 6 -> "network unreachable";
                    case 1, 7 -> "host unreachable";
                    case 2 -> "protocol unreachable";
                    default -> "unreachable (code " + code + ")";
                }
                : switch (code) {
                    case 0 -> "no route";
                    case 3 -> "address unreachable";
                    default -> "unreachable (code " + code + ")";
                };
    }

    /// Formats a time as `500 ms` or `2 s`.
    static String words(java.time.Duration time) {
        return time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
    }
}
