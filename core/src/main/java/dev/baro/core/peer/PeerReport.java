// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.peer;

import java.util.List;

/// The report that a balancer sends to its peers once a second.
///
/// @param name           the balancer's name
/// @param baro           the balancer's version of Baro, for human readers
/// @param revision       the revision in force
/// @param configDigest   the digest of the configuration's content, independent of its text
/// @param configSince    the time when the configuration was accepted, ISO 8601, UTC
/// @param hashKeyDigest  the digest of the key of the balancer's flow hash
/// @param overrideDigest the digest of the overrides on the balancer
/// @param notUp          the members that are not up in the balancer's view
/// @param complete       whether `notUp` lists all such members
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

    /// A longer list would be useless to peers, because with this many failures the prober itself is suspected.
    public static final int MAX_NOT_UP = 4_096;

    public PeerReport {
        notUp = List.copyOf(notUp);
    }

    /// One member of a virtual service.
    ///
    /// @param condition `down` or `unknown`
    public record NotUp(String vip, String port, String server, String condition) {}
}
