// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.host;

import dev.baro.core.api.ExitCode;
import dev.baro.core.api.OperatorException;
import dev.baro.core.model.IpAddress;
import dev.baro.dataplane.decap.Decapsulator;
import dev.baro.dataplane.kernel.DataplaneException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;

/// The XDP program of method ipip in the network namespace of this process. Native code is loaded only
/// when it is needed.
///
/// @param instance the instance, whose name is part of the pins' names
public record TunnelEnd(String instance) {

    /// The tunnel end of this network namespace. Each namespace has an instance, because all share
    /// one BPF file system.
    public static TunnelEnd here() {
        return new TunnelEnd("agent-" + AppliedStateFile.namespace());
    }

    /// @return the XDP program's current state; [Decapsulator#NONE] if there is no program
    public Decapsulator present() {
        return explained(() -> Decapsulator.find(instance).orElse(Decapsulator.NONE));
    }

    public Decapsulator apply(Tunnels tunnels) {
        requireBpfFileSystem();
        return explained(() -> Decapsulator.apply(instance, tunnels.interfaces(), tunnels.own(), tunnels.vips()));
    }

    public void remove() {
        boolean _ = explained(() -> Decapsulator.remove(instance));
    }

    /// The number of packets for a VIP that arrived through tunnels.
    public static long packets(Decapsulator present, IpAddress vip) {
        Decapsulator.Counters counters = present.counters().get(vip);
        return counters == null ? 0 : counters.packets();
    }

    /// Requires the host's BPF file system, which `ip netns exec` hides under another /sys. Mounting
    /// another one would not help: pins that are visible only to this process disappear when it ends, and
    /// the program with them.
    private static void requireBpfFileSystem() {
        try {
            if (Files.readAllLines(Path.of("/proc/self/mounts")).stream()
                    .noneMatch(line -> line.contains(" /sys/fs/bpf bpf "))) {
                throw new OperatorException(
                        ExitCode.FAILED,
                        "no BPF file system on /sys/fs/bpf: mount -t bpf bpf /sys/fs/bpf;"
                                + " under ip netns exec, which hides it, use nsenter --net= instead");
            }
        } catch (IOException e) {
            throw new OperatorException(ExitCode.FAILED, "read /proc: " + e.getMessage(), e);
        }
    }

    private static <T> T explained(Supplier<T> call) {
        try {
            return call.get();
        } catch (DataplaneException e) {
            int code = e.kind() == DataplaneException.Kind.PRIVILEGE ? ExitCode.NEEDS_ROOT : ExitCode.FAILED;
            throw new OperatorException(code, String.valueOf(e.getMessage()), e);
        }
    }
}
