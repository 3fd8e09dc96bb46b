// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.schedule;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;

/// One filling of a hash ring. Every slot wants the server that ranks it highest, and a server that has
/// more than its share lets go of the slots it ranks lowest, which then want their next best. What stands
/// at the end does not depend on the order in which slots ask, and a server's leaving or gaining weight
/// moves little but its own slots.
final class MaglevTable {
    private static final int SLOTS = Ring.MAX_SLOTS;

    /// The least power of two that holds [#SLOTS], less one; and its bits.
    private static final int MASK = 0x3fff;

    private static final int BITS = 14;

    /// How much more than its exact share a server may hold. At 0 twice as many slots move when a server
    /// leaves.
    private static final double SLACK = 0.01;

    /// `ln((rank + 0.5) / SLOTS)`: divided by a weight, the rank with which a server of that weight wins
    /// in proportion (Schindelhauer, Schomaker, "Weighted Distributed Hash Tables", SPAA 2005).
    /// StrictMath: alike on every machine.
    private static final double[] LOG_OF_RANK = logarithms();

    private static final Comparator<Claim> LOWEST_FIRST =
            Comparator.comparingDouble(Claim::score).thenComparingInt(Claim::slot);

    private final List<Share> shares;
    private final long[] keys;
    private final int[] room;
    private final List<PriorityQueue<Claim>> held = new ArrayList<>();

    /// @param server position in the shares
    private record Claim(int slot, int server, double score) {}

    /// @param shares in an order that every balancer has
    MaglevTable(List<Share> shares) {
        this.shares = shares;
        this.keys = shares.stream().mapToLong(share -> hash(share.name())).toArray();
        double whole = shares.stream().mapToLong(Share::weight).sum();
        this.room = shares.stream()
                .mapToInt(share -> (int) Math.ceil(SLOTS * (1 + SLACK) * share.weight() / whole))
                .toArray();
        shares.forEach(_ -> held.add(new PriorityQueue<>(LOWEST_FIRST)));
    }

    /// @return for each slot a position in the shares
    int[] fill() {
        Deque<Claim> asking = new ArrayDeque<>();
        for (int slot = 0; slot < SLOTS; slot++) {
            asking.add(best(slot, new Claim(slot, -1, Double.POSITIVE_INFINITY)));
        }
        while (!asking.isEmpty()) {
            Claim claim = asking.remove();
            PriorityQueue<Claim> of = held.get(claim.server());
            of.add(claim);
            if (of.size() > room[claim.server()]) {
                Claim refused = of.remove();
                asking.add(best(refused.slot(), refused));
            }
        }
        int[] slots = new int[SLOTS];
        held.forEach(claims -> claims.forEach(claim -> slots[claim.slot()] = claim.server()));
        return slots;
    }

    /// The claim of a slot that comes next after one that was refused. There always is one: all rooms
    /// together hold more than all slots.
    private Claim best(int slot, Claim refused) {
        int server = -1;
        double score = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < keys.length; i++) {
            double mine = LOG_OF_RANK[rank(keys[i], slot)] / shares.get(i).weight();
            boolean after = mine < refused.score() || (mine == refused.score() && i > refused.server());
            if (after && mine > score) {
                server = i;
                score = mine;
            }
        }
        return new Claim(slot, server, score);
    }

    /// The place of a slot in a server's permutation: a bijection of 14 bits, walked until it falls among
    /// the slots.
    private static int rank(long key, int slot) {
        int at = slot;
        do {
            at = mixed(at, (int) key);
            at = mixed(at, (int) (key >>> 21));
            at = mixed(at, (int) (key >>> 36));
        } while (at >= SLOTS);
        return at;
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

    private static double[] logarithms() {
        double[] logarithms = new double[SLOTS];
        Arrays.setAll(logarithms, rank -> StrictMath.log((rank + 0.5) / SLOTS));
        return logarithms;
    }
}
