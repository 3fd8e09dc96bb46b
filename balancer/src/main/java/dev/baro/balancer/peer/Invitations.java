// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.peer;

import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/// The valid tokens: each for one balancer and a quarter of an hour. A restart invalidates them.
final class Invitations {
    static final Duration LIFETIME = Duration.ofMinutes(15);

    private static final int TOKEN_BYTES = 16;
    private static final int MAX_OPEN = 16;

    /// Digests of tokens, each with the monotonic time of its end; the oldest first.
    private final Map<String, Long> open = new LinkedHashMap<>();

    synchronized byte[] add(long nowNs) {
        byte[] token = Secrets.random(TOKEN_BYTES);
        if (open.size() == MAX_OPEN) {
            open.remove(open.keySet().iterator().next());
        }
        open.put(Secrets.digest(HexFormat.of().formatHex(token)), nowNs + LIFETIME.toNanos());
        return token;
    }

    /// Whether the token is valid; it works only once.
    synchronized boolean use(String token, long nowNs) {
        Long endNs = open.remove(Secrets.digest(token));
        return endNs != null && nowNs - endNs < 0;
    }
}
