// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.api;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.util.Arrays;
import java.util.List;

/// The condition that a resource must still be in the state its author has seen (RFC 9110 section 13.1.1).
///
/// @param tags the tags as given in the header; empty if the header is missing
record IfMatch(List<String> tags) {
    private static final String ANY = "*";

    static IfMatch of(ServerRequest request) {
        return new IfMatch(request.headers().value(HeaderNames.IF_MATCH).stream()
                .flatMap(text -> Arrays.stream(text.split(",", -1)))
                .map(String::strip)
                .filter(tag -> !tag.isEmpty())
                .toList());
    }

    boolean isAbsent() {
        return tags.isEmpty();
    }

    /// @param tag the tag without quotes
    boolean admits(String tag) {
        return tags.contains(ANY) || tags.contains(quoted(tag));
    }

    /// @return the tag that the resource must still have when it is changed; empty: any
    String needed(String tag) {
        return isAbsent() || tags.contains(ANY) ? "" : tag;
    }

    /// The configuration's entity tag while this revision is in force.
    static String ofRevision(int revision) {
        return "r" + revision;
    }

    /// @return the revision; 0 if the tag is not that of a configuration
    static int revision(String tag) {
        return tag.matches("r[0-9]{1,9}") ? Integer.parseInt(tag.substring(1)) : 0;
    }

    static String quoted(String tag) {
        return "\"" + tag + "\"";
    }
}
