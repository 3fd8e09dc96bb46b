// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.peer;

import java.util.List;

/// The report that a balancer sends to its peers once a second.
///
/// @param name           the balancer's name
/// @param baro           its version, for human readers
/// @param revision       the revision in force
/// @param configDigest   the digest of the configuration's content, independent of its text
/// @param configSince    the time of its acceptance, ISO 8601, UTC
/// @param hashKeyDigest  the digest of its flow hash's key
/// @param overrideDigest the digest of the overrides there
/// @param notUp          the members that are not up in its view
/// @param complete       whether the list is complete
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
    /// The version of the protocol between peers. A balancer with another version is refused.
    public static final int VERSION = 1;

    /// Peers cannot use a longer list, because the prober is suspected of causing so many failures.
    public static final int MAX_NOT_UP = 4_096;

    public PeerReport {
        notUp = List.copyOf(notUp);
    }

    /// One member of a virtual service.
    ///
    /// @param condition `down` or `unknown`
    public record NotUp(String vip, String port, String server, String condition) {}
}
