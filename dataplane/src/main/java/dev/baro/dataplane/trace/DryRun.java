// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.trace;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.baro.dataplane.bpf.BpfMap;
import dev.baro.dataplane.bpf.BpfObject;
import dev.baro.dataplane.kernel.DataplaneException;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

/// The balancer's program, with the hooks of a trace, on maps of its own, which nothing else reads. It shares the
/// maps that packets only read, and gets copies of the others. So one frame shows its fate, and no session,
/// counter or turn of the running program changes.
///
/// Not thread-safe.
public final class DryRun implements AutoCloseable {
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(1);
    private static final String SESSIONS = "sessions";
    private static final String OCCUPIED = "occupied";
    private static final String SLABS = "slabs";

    /// No frame of a dry run is a fragment.
    private static final List<String> OF_FRAGMENTS = List.of("fragments", "early_fragments", "fragment_clients");

    private static final int FEW = 64;

    private final BpfObject object;

    private DryRun(BpfObject object) {
        this.object = object;
    }

    /// Nothing is in the kernel yet.
    ///
    /// @param read     the maps that packets only read
    /// @param settings the program's settings, for a session table of one bucket
    public static DryRun of(Collection<BpfMap> read, MemorySegment settings) {
        BpfObject object = BpfObject.open("trace");
        try {
            read.forEach(map -> object.share(map.name(), map));
            object.resize(SESSIONS, 1);
            object.resize(OCCUPIED, 1);
            OF_FRAGMENTS.forEach(map -> object.resize(map, FEW));
            object.hasInnerMaps(SLABS);
            object.initialize(".rodata.settings", settings);
            return new DryRun(object);
        } catch (RuntimeException | Error e) {
            object.close();
            throw e;
        }
    }

    /// Callable by any thread. Blocks for some 100 ms; nothing is left in the kernel when it fails.
    public void load() {
        object.load();
    }

    /// Gives it the values of a map that it does not share.
    public void copy(BpfMap from) {
        object.map(from.name()).memory().copyFrom(from.memory());
    }

    /// Gives it a slab of rings beside the first one.
    public void copySlab(int index, BpfMap slab) {
        object.putCopy(SLABS, index, slab);
    }

    /// Gives it the one bucket that the frame's flow looks into.
    ///
    /// @param occupied whether packets look into it
    public void copyBucket(MemorySegment bucket, boolean occupied) {
        object.map(SESSIONS).memory(0).copyFrom(bucket);
        object.map(OCCUPIED).memory(0).set(JAVA_LONG, 0, occupied ? 1 : 0);
    }

    /// One of its own maps, as it is now.
    public BpfMap map(String name) {
        return object.map(name);
    }

    /// Sends a frame through it. The frame goes nowhere.
    ///
    /// @param ifindex the index of the interface where it is assumed to arrive; 0 leaves it to the kernel
    public TracedPacket run(byte[] frame, int ifindex) {
        try (PacketTrace trace = new PacketTrace(object.map("traces"), object.map(".data.bounds"), 1)) {
            var _ = object.program("baro_xdp").testRun(frame, ifindex, 1);
            return trace.poll(ANSWER_WITHIN).stream()
                    .findFirst()
                    .orElseThrow(() -> new DataplaneException("the program passed the frame without examining it"));
        }
    }

    @Override
    public void close() {
        object.close();
    }
}
