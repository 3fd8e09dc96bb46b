// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.forward;

import dev.baro.dataplane.bpf.BpfMap;
import dev.baro.dataplane.bpf.InnerMaps;
import dev.baro.dataplane.bpf.LibBpf;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Where each real server's packets are counted: by number, in blocks, of which the first is always there.
final class RealServerCounters {
    private final BpfMap first;
    private final InnerMaps blocks;
    private final MemorySegment zero;

    RealServerCounters(BpfMap first, InnerMaps blocks) {
        this.first = first;
        this.blocks = blocks;
        this.zero = Arena.ofAuto().allocate((long) first.stride() * LibBpf.possibleCpus(), 8);
    }

    /// Makes the block of a number where it is not there.
    void make(int number) {
        if (block(number) > 0 && !blocks.has(block(number))) {
            blocks.make(block(number));
        }
    }

    void clear(int number) {
        map(number).write(number % Layout.COUNTERS_PER_BLOCK, zero);
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
