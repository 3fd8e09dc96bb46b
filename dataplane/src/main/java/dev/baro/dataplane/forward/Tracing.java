// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.forward;

import dev.baro.dataplane.bpf.BpfProgram;
import dev.baro.dataplane.kernel.DataplaneException;
import dev.baro.dataplane.trace.PacketTrace;
import dev.baro.dataplane.trace.TraceFilter;
import java.util.function.Consumer;

/// Puts a program that traces in the place of the one that forwards, and takes it away again. Both forward alike.
///
/// Not thread-safe: the forwarder's owner.
public final class Tracing {
    private final ForwarderMaps maps;
    private final Consumer<BpfProgram> use;

    /// @param use has packets go through the program
    Tracing(ForwarderMaps maps, Consumer<BpfProgram> use) {
        this.maps = maps;
        this.use = use;
    }

    /// Blocks for some 100 ms.
    ///
    /// @param packets how many are wanted at most
    /// @return to be read on any one thread, and closed before [#end()]
    /// @throws DataplaneException    where the kernel refuses the program
    /// @throws IllegalStateException while another trace runs
    public PacketTrace begin(TraceFilter wanted, int packets) {
        try {
            PacketTrace trace = maps.trace(wanted, packets);
            use.accept(maps.program());
            return trace;
        } catch (DataplaneException e) {
            end();
            throw e;
        }
    }

    /// May be called where no trace runs.
    public void end() {
        maps.endTrace().ifPresent(ended -> {
            use.accept(maps.program());
            ended.close();
        });
    }
}
