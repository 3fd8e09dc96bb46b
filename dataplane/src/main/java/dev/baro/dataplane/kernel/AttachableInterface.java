// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What an interface must be for packets that arrive by it to be forwarded.
public final class AttachableInterface {
    private AttachableInterface() {}

    /// @throws DataplaneException with what to type where it is not
    public static void require(String name) {
        Offloads.requireNoLro(name);
        requireForwarding(name);
        requireNoBridge(name);
    }

    /// The kernel's routing, asked for next hops, answers only where it would forward itself.
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

    /// XDP on a bridge runs behind its ports and cannot send by them: XDP_TX leaves by the bridge itself
    /// (net/core/dev.c, generic_xdp_tx), and answers to probes are taken by the port's hook before the bridge's.
    private static void requireNoBridge(String name) {
        if (Offloads.driver(name).equals("bridge")) {
            throw new DataplaneException(name
                    + " is a bridge, on which the answers to health probes are not seen; give its ports as interfaces,"
                    + " or take the address off it and onto an interface that is no bridge");
        }
    }
}
