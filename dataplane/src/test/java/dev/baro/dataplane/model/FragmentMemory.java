// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.model;

import java.util.HashMap;
import java.util.Map;

/// Where first fragments went, for as long as later ones may follow.
final class FragmentMemory {
    private static final int SECONDS = 30;

    record Placement(Flow flow, Setup.Server server, int second) {}

    private final Map<Fragment.Key, Placement> placements = new HashMap<>();
    /// When their first fragments were answered.
    private final Map<Fragment.Key, Integer> echoRequests = new HashMap<>();
    private int second;

    void passSeconds(int seconds) {
        second += seconds;
        placements.values().removeIf(placement -> second - placement.second > SECONDS);
        echoRequests.values().removeIf(then -> second - then > SECONDS);
    }

    void record(Fragment.Key key, Flow flow, Setup.Server server) {
        echoRequests.remove(key);
        placements.put(key, new Placement(flow, server, second));
    }

    void recordEcho(Fragment.Key key) {
        placements.remove(key);
        echoRequests.put(key, second);
    }

    boolean isOfEcho(Fragment.Key key) {
        return echoRequests.containsKey(key);
    }

    Placement placementOf(Fragment.Key key) {
        Placement placement = placements.get(key);
        if (placement == null) {
            throw new Refused(Way.FRAGMENT_UNKNOWN);
        }
        return placement;
    }
}
