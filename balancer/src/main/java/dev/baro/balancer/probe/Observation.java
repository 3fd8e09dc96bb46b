// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.probe;

import dev.baro.core.health.ProbeTask;
import dev.baro.core.health.Reply;
import dev.baro.core.model.IpAddress;
import dev.baro.dataplane.probe.ProbeFlow;
import java.util.Optional;

/// A reply and the words for it.
record Observation(Reply reply, String detail) {
    private static final int PORT_UNREACHABLE_V4 = 3;
    private static final int PORT_UNREACHABLE_V6 = 4;

    /// What the packets that came back say where the socket itself learnt nothing.
    static Observation of(ProbeTask task, ProbeFlow.Seen seen) {
        return evidence(task, seen).orElseGet(() -> nothing(task));
    }

    static Observation nothing(ProbeTask task) {
        return new Observation(
                Reply.NOTHING, "no answer within " + words(task.timing().timeout()));
    }

    /// What the packets that came back say, if they say anything.
    static Optional<Observation> evidence(ProbeTask task, ProbeFlow.Seen seen) {
        if (task.marked() && seen.fromServer() > 0) {
            return Optional.of(new Observation(
                    Reply.FROM_REAL_ADDRESS,
                    (seen.errorType() > 0 ? error(task, seen.errorCode()) : "answer") + " from the real address "
                            + task.server()));
        }
        if (seen.errorType() > 0 && seen.other().isPresent()) {
            return Optional.of(error(task, seen, seen.other().get()));
        }
        if (task.marked() && seen.other().isPresent()) {
            return Optional.of(new Observation(
                    Reply.FROM_OTHER_VIP, "answer from " + seen.other().get() + " instead of " + task.vip()));
        }
        return Optional.empty();
    }

    /// A socket that was refused had an RST, an ICMP error that says so, or no answer at all to its SYNs. Its own words
    /// for it are in the language of the host, so what came back decides.
    ///
    /// @param said by the socket
    static Observation ofRefusal(ProbeTask task, ProbeFlow.Seen seen, String said) {
        if (seen.errorType() > 0) {
            return of(task, seen);
        }
        boolean reset = (task.marked() ? seen.fromVip() : seen.fromServer()) > 0;
        return reset
                ? new Observation(Reply.REFUSED, "RST from " + (task.marked() ? task.vip() : task.server()))
                : new Observation(Reply.UNREACHABLE, said);
    }

    private static Observation error(ProbeTask task, ProbeFlow.Seen seen, IpAddress source) {
        String detail = error(task, seen.errorCode()) + " from " + source;
        IpAddress expected = task.marked() ? task.vip() : task.server();
        if (!isPortUnreachable(task, seen.errorCode())) {
            return new Observation(Reply.UNREACHABLE, detail);
        }
        return new Observation(source.equals(expected) ? Reply.REFUSED : Reply.FROM_OTHER_VIP, detail);
    }

    private static String error(ProbeTask task, int code) {
        return isPortUnreachable(task, code)
                ? "port unreachable"
                : unreachable(task.server().isV4(), code);
    }

    private static boolean isPortUnreachable(ProbeTask task, int code) {
        return code == (task.server().isV4() ? PORT_UNREACHABLE_V4 : PORT_UNREACHABLE_V6);
    }

    /// RFC 792, RFC 1812 section 5.2.7.1; RFC 4443 section 3.1.
    static String unreachable(boolean v4, int code) {
        return v4
                ? switch (code) {
                    case 0, 6 -> "network unreachable";
                    case 1, 7 -> "host unreachable";
                    case 9, 10, 13 -> "administratively prohibited";
                    default -> "unreachable (code " + code + ")";
                }
                : switch (code) {
                    case 0 -> "no route";
                    case 1, 5, 6 -> "administratively prohibited";
                    case 3 -> "address unreachable";
                    default -> "unreachable (code " + code + ")";
                };
    }

    /// `500 ms`, `2 s`.
    static String words(java.time.Duration time) {
        return time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
    }
}
