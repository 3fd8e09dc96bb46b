// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.health;

import dev.baro.core.model.ApplicationCheck;
import dev.baro.core.model.Dscp;
import dev.baro.core.model.ForwardingMethod;
import dev.baro.core.model.IpAddress;
import dev.baro.core.model.ProbeTiming;
import dev.baro.core.model.Protocol;

/// Everything that the prober needs to know about a target.
///
/// @param server the destination address for packets to the real server
/// @param vip    the address that must answer; for [Layer#L2], the server's own
/// @param dscp   the VIP's mark
/// @param marked whether the probe takes the VIP's path and only an answer from the VIP counts; otherwise the
///               probe goes unmarked to the server's own address, which must answer
/// @param port   the probe's port: 1..65535 from [Layer#L4] on, 0 below
/// @param served the service port that clients use, which may differ from the probe's port; 0 below [Layer#L4]
/// @param check  the answer that the application must give, for [Layer#L7]
public record ProbeTask(
        ProbeTarget target,
        IpAddress server,
        ForwardingMethod method,
        IpAddress vip,
        Dscp dscp,
        boolean marked,
        Protocol protocol,
        int port,
        int served,
        ApplicationCheck check,
        ProbeTiming timing) {
    /// A task whose probe goes to the service port.
    public ProbeTask(
            ProbeTarget target,
            IpAddress server,
            ForwardingMethod method,
            IpAddress vip,
            Dscp dscp,
            boolean marked,
            Protocol protocol,
            int port,
            ApplicationCheck check,
            ProbeTiming timing) {
        this(target, server, method, vip, dscp, marked, protocol, port, port, check, timing);
    }

    /// The same task with or without the mark.
    public ProbeTask withMark(boolean wanted) {
        return new ProbeTask(target, server, method, vip, dscp, wanted, protocol, port, served, check, timing);
    }

    /// The same task with the mark; the given VIP must answer.
    ProbeTask to(IpAddress answering) {
        return new ProbeTask(target, server, method, answering, dscp, true, protocol, port, served, check, timing);
    }

    /// The TOS octet or traffic class of the probe's packets. Only method `dscp` marks them.
    public int tos() {
        return marked && method == ForwardingMethod.DSCP ? dscp.codePoint() << 2 : 0;
    }

    /// Whether a probe is sent. For an unprobed port, the task only records the path.
    public boolean isSent() {
        return !(check instanceof ApplicationCheck.Unprobed);
    }

    /// Whether silence counts as a failure. Over UDP, a working service may also be silent.
    boolean noticesSilence() {
        return target.layer() != Layer.L4
                || protocol == Protocol.TCP
                || check instanceof ApplicationCheck.Dns
                || check instanceof ApplicationCheck.Udp udp && !udp.answer().isEmpty();
    }

    /// Whether clients reach the same service of the same server through both tasks.
    boolean serves(ProbeTask other) {
        return server.equals(other.server)
                && method == other.method
                && vip.equals(other.vip)
                && dscp.equals(other.dscp)
                && marked == other.marked
                && protocol == other.protocol
                && served == other.served;
    }
}
