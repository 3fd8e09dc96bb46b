// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.forward;

import dev.baro.dataplane.bpf.BpfMap;
import dev.baro.dataplane.bpf.InnerMaps;
import dev.baro.dataplane.bpf.LibBpf;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.BitSet;

/// The counters of each real server's packets, by number, in blocks. The first block always exists.
final class RealServerCounters {
    private final BpfMap first;
    private final InnerMaps blocks;
    private final MemorySegment zero;
    private final int[] used = new int[block(Layout.MAX_REAL_SERVERS) + 1];

    /// The numbers that have not been used since their block was created.
    private final BitSet zeros = new BitSet();

    RealServerCounters(BpfMap first, InnerMaps blocks) {
        this.first = first;
        this.blocks = blocks;
        this.zero = Arena.ofAuto().allocate((long) first.stride() * LibBpf.possibleCpus(), 8);
    }

    /// Prepares counting for a number, and creates its block if that is missing. Call [#enter()] afterwards.
    void begin(int number) {
        int block = block(number);
        used[block]++;
        if (block > 0 && !blocks.has(block)) {
            blocks.make(block);
            zeros.set(block * Layout.COUNTERS_PER_BLOCK, (block + 1) * Layout.COUNTERS_PER_BLOCK);
        }
    }

    /// Starts counting in the new blocks. Blocks like [InnerMaps#enter()].
    void enter() {
        blocks.enter();
    }

    /// Stops counting for a number, and removes its block if no other number uses it.
    void end(int number) {
        int block = block(number);
        used[block]--;
        if (block > 0 && used[block] == 0) {
            blocks.remove(block);
        }
    }

    /// Discards the counts of the number's previous owner.
    void clear(int number) {
        if (!zeros.get(number)) {
            map(number).write(number % Layout.COUNTERS_PER_BLOCK, zero);
        }
        zeros.clear(number);
    }

    /// @param into a segment of [#bytes()] bytes: one `struct real_server_counters` for each possible CPU
    void read(int number, MemorySegment into) {
        map(number).read(number % Layout.COUNTERS_PER_BLOCK, into);
    }

    long bytes() {
        return zero.byteSize();
    }

    private BpfMap map(int number) {
        return block(number) == 0 ? first : blocks.at(block(number));
    }

    private static int block(int number) {
        return number / Layout.COUNTERS_PER_BLOCK;
    }
}
