// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.health;

import dev.baro.core.model.ApplicationCheck;
import dev.baro.core.model.Dscp;
import dev.baro.core.model.ForwardingMethod;
import dev.baro.core.model.IpAddress;
import dev.baro.core.model.ProbeTiming;
import dev.baro.core.model.Protocol;

/// All data about a target that the prober needs.
///
/// @param server address for packets to the real server
/// @param vip    the address that must answer; for [Layer#L2], the server's own
/// @param dscp   the VIP's mark
/// @param marked whether the probe takes the VIP's path and only an answer from the VIP counts; otherwise it
///               goes unmarked to the server's own address, which must answer
/// @param port   1..65535 from [Layer#L4] on, 0 below
/// @param served the service port of clients, which may differ from the port of the probe; 0 below [Layer#L4]
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
    /// Goes to the service port.
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

    /// The same with or without the mark.
    public ProbeTask withMark(boolean wanted) {
        return new ProbeTask(target, server, method, vip, dscp, wanted, protocol, port, served, check, timing);
    }

    /// The same with the mark, to be answered by a VIP.
    ProbeTask to(IpAddress answering) {
        return new ProbeTask(target, server, method, answering, dscp, true, protocol, port, served, check, timing);
    }

    /// The TOS octet or traffic class of its packets. Only method `dscp` marks them.
    public int tos() {
        return marked && method == ForwardingMethod.DSCP ? dscp.codePoint() << 2 : 0;
    }

    /// Whether a probe is sent. For an unprobed port, only the path is known.
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
