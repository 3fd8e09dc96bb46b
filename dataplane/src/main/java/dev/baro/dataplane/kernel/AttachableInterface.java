// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Checks whether an interface meets the requirements for forwarding its packets.
public final class AttachableInterface {
    private AttachableInterface() {}

    /// @throws DataplaneException if the interface is unsuitable, with the command that changes this
    public static void require(String name) {
        Offloads.requireNoLro(name);
        requireForwarding(name);
        requireNoBridge(name);
    }

    /// The kernel's routing returns next hops only if forwarding is enabled in the kernel.
    private static void requireForwarding(String name) {
        Path setting = Path.of("/proc/sys/net/ipv4/conf", name, "forwarding");
        try {
            if (Files.readString(setting).strip().equals("0")) {
                throw new DataplaneException(
                        name + " does not forward; turn it on: sysctl -w net.ipv4.conf." + name + ".forwarding=1");
            }
        } catch (IOException e) {
            throw new DataplaneException("cannot read " + setting + ": " + e.getMessage(), e);
        }
    }

    /// XDP on a bridge runs after the bridge's ports and cannot send through them. A packet sent with XDP_TX
    /// leaves through the bridge itself (net/core/dev.c, generic_xdp_tx), and the hook of a port takes answers
    /// to probes before the hook of the bridge.
    private static void requireNoBridge(String name) {
        if (Offloads.driver(name).equals("bridge")) {
            throw new DataplaneException(name
                    + " is a bridge, on which answers to health probes are not received; use its ports as interfaces,"
                    + " or move the address from it to an interface that is not a bridge");
        }
    }
}
