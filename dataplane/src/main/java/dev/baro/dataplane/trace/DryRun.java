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

/// The balancer's program, with the hooks of a trace, on separate maps that nothing else reads. It shares the
/// maps that the program only reads, and gets copies of the others. This shows what would happen to a frame
/// without changing a session, counter or turn of the running program.
///
/// Not thread-safe.
public final class DryRun implements AutoCloseable {
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(1);
    private static final String SESSIONS = "sessions";
    private static final String OCCUPIED = "occupied";
    private static final String SLABS = "slabs";

    /// The maps of fragments are kept small, because no frame of a dry run is a fragment.
    private static final List<String> OF_FRAGMENTS = List.of("fragments", "early_fragments", "fragment_clients");

    private static final int FEW = 64;

    private final BpfObject object;

    private DryRun(BpfObject object) {
        this.object = object;
    }

    /// Creates the object without loading anything into the kernel.
    ///
    /// @param read     the maps that the program only reads
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

    /// Loads the program. Any thread may call this. Blocks for about 100 ms; a failure leaves nothing
    /// behind in the kernel.
    public void load() {
        object.load();
    }

    /// Gives the program the values of a map that is not shared.
    public void copy(BpfMap from) {
        object.map(from.name()).memory().copyFrom(from.memory());
    }

    /// Gives the program a slab of rings other than the first.
    public void copySlab(int index, BpfMap slab) {
        object.putCopy(SLABS, index, slab);
    }

    /// Gives the program the only bucket that the frame's flow uses.
    ///
    /// @param occupied whether the program reads the bucket
    public void copyBucket(MemorySegment bucket, boolean occupied) {
        object.map(SESSIONS).memory(0).copyFrom(bucket);
        object.map(OCCUPIED).memory(0).set(JAVA_LONG, 0, occupied ? 1 : 0);
    }

    /// The current state of a map that is not shared.
    public BpfMap map(String name) {
        return object.map(name);
    }

    /// Runs the program on a frame, which is not sent anywhere.
    ///
    /// @param ifindex the index of the interface where the frame is assumed to arrive; 0 leaves
    /// it to the kernel
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
