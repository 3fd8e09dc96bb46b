// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.dscp;

import java.util.List;

/// The fate of the marks on a path.
///
/// @param servers the names of the tested servers that share this fault
/// @param sinceNs the monotonic time when the fault began
/// @param where   the routers' reports, as text for people; empty until the path has been tested
public record MarkFault(MarkedPath path, Kind kind, List<String> servers, long sinceNs, String where) {
    public MarkFault {
        servers = List.copyOf(servers);
    }

    public enum Kind {
        /// The server answers a marked request from its own address instead of the VIP.
        LOST,
        /// The server answers a marked request from another VIP.
        CHANGED,
        /// The server answers only unmarked requests.
        DROPPED;

        /// The fault's name: `mark-lost`, `mark-changed`, `mark-dropped`.
        public String word() {
            return "mark-" + name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    public MarkFault at(String place) {
        return new MarkFault(path, kind, servers, sinceNs, place);
    }

    /// The fault as a sentence: `web-b01, web-b02 answer from their own addresses: the mark is lost on the way,
    /// or they have no rule for it`.
    public String what() {
        String all = String.join(", ", servers);
        boolean one = servers.size() == 1;
        return switch (kind) {
            case LOST ->
                all + (one ? " answers from its own address" : " answer from their own addresses")
                        + ": the mark is lost on the way, or there is no rule for it";
            case CHANGED -> all + (one ? " answers" : " answer") + " from another VIP: the mark is changed on the way";
            case DROPPED ->
                all + (one ? " answers" : " answer") + " unmarked requests only: marked packets are dropped";
        };
    }
}
