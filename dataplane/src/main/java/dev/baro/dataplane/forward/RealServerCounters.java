// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.forward;

import dev.baro.dataplane.bpf.BpfMap;
import dev.baro.dataplane.bpf.InnerMaps;
import dev.baro.dataplane.bpf.LibBpf;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.BitSet;

/// Where each real server's packets are counted: by number, in blocks, of which the first is always there.
final class RealServerCounters {
    private final BpfMap first;
    private final InnerMaps blocks;
    private final MemorySegment zero;
    private final int[] used = new int[block(Layout.MAX_REAL_SERVERS) + 1];

    /// Numbers for which nothing has been counted since their block was made.
    private final BitSet zeros = new BitSet();

    RealServerCounters(BpfMap first, InnerMaps blocks) {
        this.first = first;
        this.blocks = blocks;
        this.zero = Arena.ofAuto().allocate((long) first.stride() * LibBpf.possibleCpus(), 8);
    }

    /// Begins to count for a number: makes its block where that is not there. To be followed by [#enter()].
    void begin(int number) {
        int block = block(number);
        used[block]++;
        if (block > 0 && !blocks.has(block)) {
            blocks.make(block);
            zeros.set(block * Layout.COUNTERS_PER_BLOCK, (block + 1) * Layout.COUNTERS_PER_BLOCK);
        }
    }

    /// Lets packets be counted in the blocks that were made. Blocks as [InnerMaps#enter()] does.
    void enter() {
        blocks.enter();
    }

    /// Ends to count for a number: removes its block where no other is counted in it.
    void end(int number) {
        int block = block(number);
        used[block]--;
        if (block > 0 && used[block] == 0) {
            blocks.remove(block);
        }
    }

    /// Forgets what was counted for one that had the number before.
    void clear(int number) {
        if (!zeros.get(number)) {
            map(number).write(number % Layout.COUNTERS_PER_BLOCK, zero);
        }
        zeros.clear(number);
    }

    /// @param into [#bytes()], one `struct real_server_counters` for each possible CPU
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
