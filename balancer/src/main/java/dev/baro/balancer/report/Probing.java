// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.report;

import dev.baro.balancer.health.ProbeCounts;
import dev.baro.core.dscp.MarkReport;
import dev.baro.core.health.CertificateTimes;
import dev.baro.core.health.ProberTime;
import dev.baro.core.health.ServiceMember;
import java.util.Map;

/// The state of probing besides the health of servers.
///
/// @param time         CPU time of the prober
/// @param marks        the state of the marks on their way to the data centres
/// @param certificates the certificates seen last
/// @param probes       the counts of probes since the daemon's start
public record Probing(
        ProberTime time, MarkReport marks, Map<ServiceMember, CertificateTimes> certificates, ProbeCounts probes) {
    public Probing {
        certificates = Map.copyOf(certificates);
    }
}
