// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.health;

import dev.baro.core.model.ApplicationCheck;
import dev.baro.core.model.Protocol;

/// Describes a probe and its reply in terms that network engineers use.
public final class Evidence {
    private Evidence() {}

    /// The probe: `SYN to 10.10.10.1:80, DSCP 10`.
    public static String sent(ProbeTask task) {
        String mark = task.marked() ? ", DSCP " + task.dscp().codePoint() : "";
        return switch (task.target().layer()) {
            case L2 -> (task.server().isV4() ? "ARP for " : "neighbour solicitation for ") + task.server();
            case L3 -> "ping to " + task.server() + mark;
            case L4 -> (task.protocol() == Protocol.TCP ? "SYN" : datagram(task.check())) + " to " + place(task) + mark;
            case L7 -> request(task.check()) + " to " + place(task) + mark;
        };
    }

    /// The reply, with the prober's detail, if any: `RST or port unreachable from 211.115.115.100: ...`.
    public static String back(ProbeResult result) {
        String kind = switch (result.reply()) {
            case EXPECTED -> "the expected answer";
            case FROM_REAL_ADDRESS -> "an answer from the server's own address";
            case FROM_OTHER_VIP -> "an answer from another VIP";
            case REFUSED -> "refused";
            case CLOSED -> "connection accepted, then closed";
            case UNEXPECTED -> "another answer";
            case PROHIBITED -> "administratively prohibited";
            case NO_TUNNEL -> "no tunnel at the server";
            case UNREACHABLE -> "unreachable";
            case NOTHING -> "nothing";
            case VOID -> "not sent";
        };
        return result.detail().isEmpty() ? kind : result.detail();
    }

    /// The check that a probe executes: `store http (GET /health_check.html, 200)`.
    static String check(ProbeTask task) {
        String asked = switch (task.check()) {
            case ApplicationCheck.Http http ->
                (http.tls() ? "https " : "http ") + http.method() + " " + http.path() + ", " + http.expectedStatus();
            case ApplicationCheck.Dns dns -> query(dns);
            case ApplicationCheck.Unprobed _ -> "none";
            case ApplicationCheck.Udp _ -> "send and answer";
            case ApplicationCheck.None _ -> task.target().layer().word();
        };
        return task.target().vip() + " " + task.target().port() + " (" + asked + ")";
    }

    private static String datagram(ApplicationCheck check) {
        return check instanceof ApplicationCheck.Dns dns ? query(dns) : "datagram";
    }

    private static String request(ApplicationCheck check) {
        return switch (check) {
            case ApplicationCheck.Http http -> http.method() + " " + http.path();
            case ApplicationCheck.Dns dns -> query(dns);
            case ApplicationCheck.None _, ApplicationCheck.Unprobed _, ApplicationCheck.Udp _ -> "request";
        };
    }

    private static String query(ApplicationCheck.Dns dns) {
        return "DNS query for " + dns.name() + " " + dns.type();
    }

    private static String place(ProbeTask task) {
        return (task.server().isV4() ? task.server() : "[" + task.server() + "]") + ":" + task.port();
    }
}
