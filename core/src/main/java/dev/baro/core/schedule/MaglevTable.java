// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.schedule;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// Fills a hash ring. In each round, each server requests the next slots of its permutation in proportion to
/// its weight, and gets those that are free, until it has slightly more than its share. A slot therefore goes
/// to the server that ranks it highest among the servers below their limit, and when a server leaves or gains
/// weight, few slots of other servers move.
final class MaglevTable {
    /// A prime, and smaller than [Ring#MAX_SLOTS]: the rings of 64 virtual services take 1.5 MB, most of which
    /// fits into a core's second-level cache.
    static final int SLOTS = 12_281;

    /// The smallest power of two above [#SLOTS], minus one, and the number of bits in this mask.
    private static final int MASK = 0x3fff;

    private static final int BITS = 14;
    private static final int NOBODY = -1;

    /// How far a server may exceed its exact share. Without any excess, twice as many slots move
    /// when a server leaves.
    private static final double SLACK = 0.04;

    /// `-ln(1 - (place + 0.5) / SLOTS)`: divided by a weight, this is the time at which a server of that weight
    /// requests a place, so that it wins slots in proportion (Schindelhauer, Schomaker, "Weighted Distributed
    /// Hash Tables", SPAA 2005). StrictMath gives the same result on every machine.
    private static final double[] LATENESS = lateness();

    private final int[] owner = new int[SLOTS];
    private final Walk[] walks;
    private int free = SLOTS;

    /// @param shares the shares in an order that is the same on every balancer
    MaglevTable(List<Share> shares) {
        double whole = shares.stream().mapToLong(Share::weight).sum();
        this.walks = shares.stream()
                .map(share -> new Walk(hash(share.name()), share.weight(), (int)
                        Math.ceil(SLOTS * (1 + SLACK) * share.weight() / whole)))
                .toArray(Walk[]::new);
        Arrays.fill(owner, NOBODY);
    }

    /// @return for each slot, a position in the list of shares
    int[] fill() {
        double heaviest =
                Arrays.stream(walks).mapToInt(walk -> walk.weight).max().orElseThrow();
        for (int round = 0; free > 0; round++) {
            double now = round < SLOTS ? LATENESS[round] / heaviest : Double.POSITIVE_INFINITY;
            for (int server = 0; server < walks.length; server++) {
                askUntil(now, server);
            }
        }
        return owner;
    }

    private void askUntil(double now, int server) {
        Walk walk = walks[server];
        while (free > 0 && walk.asksBy(now)) {
            int slot = walk.next();
            if (owner[slot] == NOBODY) {
                owner[slot] = server;
                walk.room--;
                free--;
            }
        }
    }

    /// The progress of one server through its permutation.
    private static final class Walk {
        private final int key;
        private final int key2;
        private final int key3;
        private final int weight;
        private int room;
        private int place;
        private double due;

        Walk(long key, int weight, int room) {
            this.key = (int) key;
            this.key2 = (int) (key >>> 21);
            this.key3 = (int) (key >>> 36);
            this.weight = weight;
            this.room = room;
            this.due = LATENESS[0] / weight;
        }

        boolean asksBy(double now) {
            return room > 0 && place < SLOTS && due <= now;
        }

        /// The next slot in the permutation, which is a 14-bit bijection, applied repeatedly until the
        /// result is a slot.
        int next() {
            int at = place++;
            due = place < SLOTS ? LATENESS[place] / weight : Double.POSITIVE_INFINITY;
            do {
                at = mixed(mixed(mixed(at, key), key2), key3);
            } while (at >= SLOTS);
            return at;
        }
    }

    private static int mixed(int at, int key) {
        int x = (at * (key | 1) + (key >>> BITS)) & MASK;
        x ^= x >>> 7;
        x = x * 0x2b5d & MASK;
        return x ^ x >>> 5;
    }

    /// FNV-1a, 64 bit, finished by SplitMix64 (Steele, Lea, Flood, OOPSLA 2014).
    private static long hash(String name) {
        long z = 0xcbf29ce484222325L;
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            z = (z ^ (b & 0xff)) * 0x100000001b3L;
        }
        z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }

    private static double[] lateness() {
        double[] lateness = new double[SLOTS];
        Arrays.setAll(lateness, place -> -StrictMath.log(1 - (place + 0.5) / SLOTS));
        return lateness;
    }
}
