// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The requirements of an interface whose packets are to be forwarded.
public final class AttachableInterface {
    private AttachableInterface() {}

    /// @throws DataplaneException with the command to type if it is not attachable
    public static void require(String name) {
        Offloads.requireNoLro(name);
        requireForwarding(name);
        requireNoBridge(name);
    }

    /// The kernel's routing returns next hops only if it would forward itself.
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

    /// XDP on a bridge runs after its ports and cannot send through them. XDP_TX leaves through
    /// the bridge itself (net/core/dev.c, generic_xdp_tx), and the port's hook takes answers to
    /// probes before the bridge's.
    private static void requireNoBridge(String name) {
        if (Offloads.driver(name).equals("bridge")) {
            throw new DataplaneException(name
                    + " is a bridge, on which answers to health probes are not received; use its ports as interfaces,"
                    + " or move the address from it to an interface that is not a bridge");
        }
    }
}
