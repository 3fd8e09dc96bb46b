// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.schedule;

import dev.baro.core.model.RealServer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// Sends a flow to the same server on every balancer without talk or table, and moves few flows when servers change;
/// even
/// only on average (Eisenbud et al., "Maglev", NSDI 2016, section 3.4).
public record Maglev() implements Scheduler {
    private static final int SLOTS = Ring.MAX_SLOTS;

    @Override
    public SlotChoice choice() {
        return SlotChoice.HASH;
    }

    /// Each server walks its own permutation of the slots, made from its name, and claims the next free one in its
    /// turn;
    /// a server of weight w takes w turns in a round.
    @Override
    public Ring fill(List<RealServer> servers) {
        if (servers.isEmpty()) {
            return new Ring();
        }
        int[] slots = new int[SLOTS];
        Arrays.fill(slots, -1);
        Walk[] walks = servers.stream().map(Walk::of).toArray(Walk[]::new);
        List<Integer> turns = turns(servers);
        for (int claimed = 0; claimed < SLOTS; ) {
            for (int i = 0; i < turns.size() && claimed < SLOTS; i++, claimed++) {
                int server = turns.get(i);
                slots[walks[server].nextFree(slots)] = server;
            }
        }
        return new Ring(slots);
    }

    private static List<Integer> turns(List<RealServer> servers) {
        Ring cycle = WeightedCycle.of(servers);
        return java.util.stream.IntStream.range(0, cycle.size())
                .map(cycle::slot)
                .boxed()
                .toList();
    }

    private static final class Walk {
        private final int skip;
        private int at;

        private Walk(int offset, int skip) {
            this.at = offset;
            this.skip = skip;
        }

        static Walk of(RealServer server) {
            long hash = hash(server.name());
            return new Walk(
                    (int) Long.remainderUnsigned(hash, SLOTS), 1 + (int) Long.remainderUnsigned(mix(hash), SLOTS - 1));
        }

        int nextFree(int[] slots) {
            while (slots[at] >= 0) {
                at = (at + skip) % SLOTS;
            }
            return at;
        }
    }

    /// FNV-1a, 64 bit, finished by [#mix].
    private static long hash(String name) {
        long hash = 0xcbf29ce484222325L;
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
        }
        return mix(hash);
    }

    /// The finalizer of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014).
    private static long mix(long z) {
        z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }
}
