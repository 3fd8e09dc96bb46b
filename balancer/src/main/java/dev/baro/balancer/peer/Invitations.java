// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.peer;

import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/// The valid tokens. Each admits one balancer and is valid for a quarter of an hour. A restart
/// invalidates all of them.
final class Invitations {
    static final Duration LIFETIME = Duration.ofMinutes(15);

    private static final int TOKEN_BYTES = 16;
    private static final int MAX_OPEN = 16;

    /// The tokens' digests, oldest first, each with the monotonic time at which the token expires.
    private final Map<String, Long> open = new LinkedHashMap<>();

    synchronized byte[] add(long nowNs) {
        byte[] token = Secrets.random(TOKEN_BYTES);
        if (open.size() == MAX_OPEN) {
            open.remove(open.keySet().iterator().next());
        }
        open.put(Secrets.digest(HexFormat.of().formatHex(token)), nowNs + LIFETIME.toNanos());
        return token;
    }

    /// Uses up the token, and returns whether it was valid. A token works only once.
    synchronized boolean use(String token, long nowNs) {
        Long endNs = open.remove(Secrets.digest(token));
        return endNs != null && nowNs - endNs < 0;
    }
}
