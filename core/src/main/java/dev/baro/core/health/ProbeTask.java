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
/// unmarked
///               to the server's own address, which answers itself
/// @param port   1..65535 from [Layer#L4] on, 0 below
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
        ApplicationCheck check,
        ProbeTiming timing) {}
