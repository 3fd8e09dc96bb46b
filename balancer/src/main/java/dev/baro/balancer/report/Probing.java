// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.report;

import dev.baro.balancer.health.ProbeCounts;
import dev.baro.core.dscp.MarkReport;
import dev.baro.core.health.CertificateTimes;
import dev.baro.core.health.ProberTime;
import dev.baro.core.health.ServiceMember;
import java.util.Map;

/// The state of probing, apart from the servers' health.
///
/// @param time         the prober's CPU time
/// @param marks        whether marks arrive unchanged in the data centres
/// @param certificates the certificates most recently seen
/// @param probes       the counts of probes since the daemon's start
public record Probing(
        ProberTime time, MarkReport marks, Map<ServiceMember, CertificateTimes> certificates, ProbeCounts probes) {
    public Probing {
        certificates = Map.copyOf(certificates);
    }
}
