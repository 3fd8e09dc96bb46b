// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.report;

import dev.baro.balancer.health.ProbeCounts;
import dev.baro.core.dscp.MarkReport;
import dev.baro.core.health.CertificateTimes;
import dev.baro.core.health.ProberTime;
import dev.baro.core.health.ServiceMember;
import java.util.Map;

/// What is known of probing beside the health of servers.
///
/// @param time         that the prober gets
/// @param marks        on their way to the data centres
/// @param certificates that were shown last
/// @param probes       since the daemon's start
public record Probing(
        ProberTime time, MarkReport marks, Map<ServiceMember, CertificateTimes> certificates, ProbeCounts probes) {
    public Probing {
        certificates = Map.copyOf(certificates);
    }
}
