// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.health;

import dev.baro.core.model.ApplicationCheck;
import dev.baro.core.model.Dscp;
import dev.baro.core.model.ForwardingMethod;
import dev.baro.core.model.IpAddress;
import dev.baro.core.model.ProbeTiming;
import dev.baro.core.model.Protocol;

/// All that a prober must know of one target.
///
/// @param server where packets for the real server are sent
/// @param vip    who must answer; of [Layer#L2], the server itself
/// @param dscp   the VIP's mark
/// @param marked whether the probe goes the VIP's way and only an answer from the VIP counts; otherwise it goes
/// unmarked to the server's own address, which answers itself
/// @param port   1..65535 from [Layer#L4] on, 0 below
/// @param served the service port that clients use, where the probe may go to another one; 0 below [Layer#L4]
/// @param check  what the application must answer, of [Layer#L7]
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

    /// Whether anything is sent: of a port that is not probed, only its way is known.
    public boolean isSent() {
        return !(check instanceof ApplicationCheck.Unprobed);
    }

    /// Whether a server that says nothing fails. Over UDP silence is what a service without an answer says, too.
    boolean noticesSilence() {
        return target.layer() != Layer.L4
                || protocol == Protocol.TCP
                || check instanceof ApplicationCheck.Dns
                || check instanceof ApplicationCheck.Udp udp && !udp.answer().isEmpty();
    }

    /// Whether clients reach the same service of the same server by both.
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
