// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.peer;

import java.util.List;

/// What a balancer tells its peers once a second.
///
/// @param name           of the balancer
/// @param baro           its version, for people
/// @param revision       of the configuration that it runs
/// @param configDigest   of what that configuration says, whatever its text looks like
/// @param configSince    when that was accepted, ISO 8601, UTC
/// @param hashKeyDigest  of the key of its flow hash
/// @param overrideDigest of what operators override there
/// @param notUp          the members that it does not see up
/// @param complete       whether those are all
public record PeerReport(
        String name,
        String baro,
        int revision,
        String configDigest,
        String configSince,
        String hashKeyDigest,
        String overrideDigest,
        List<NotUp> notUp,
        boolean complete) {
    /// Of what peers say to each other. A balancer of another version is refused.
    public static final int VERSION = 1;

    /// Of a larger list, peers could decide nothing; a failure of so many is suspected to be the prober's.
    public static final int MAX_NOT_UP = 4_096;

    public PeerReport {
        notUp = List.copyOf(notUp);
    }

    /// One member of a virtual service.
    ///
    /// @param condition `down` or `unknown`
    public record NotUp(String vip, String port, String server, String condition) {}
}
