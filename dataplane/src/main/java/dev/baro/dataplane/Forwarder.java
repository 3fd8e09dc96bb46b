// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane;

import dev.baro.core.plan.Plan;
import java.util.List;

/// Puts plans into the kernel and reads back what it counted. Forwarding outlives it: closing, or dying, leaves
/// the program attached and every session in place, and the next forwarder of the same instance adopts them. It never
/// decides.
///
/// Not thread-safe: one owner.
public final class Forwarder implements AutoCloseable {

    /// @param instance    names the pins under `/sys/fs/bpf/baro/`; letters, digits and dashes
    /// @param interfaces  where packets for VIPs arrive, at least one
    /// @param maxSessions sessions the table is to hold; an adopted table keeps its size
    public record Options(String instance, List<String> interfaces, int maxSessions) {
        public Options {
            interfaces = List.copyOf(interfaces);
        }
    }

    /// An interface that the program is attached to.
    ///
    /// @param nativeMode whether the driver runs the program itself; otherwise the slower generic mode
    public record Attachment(String interfaceName, boolean nativeMode) {}

    private Forwarder() {}

    /// Loads the program, or adopts what an earlier forwarder left, and attaches it. Blocks for some 100 ms.
    ///
    /// @throws DataplaneException with one clear sentence; nothing is left behind that was not there before
    public static Forwarder open(Options options) {
        return new Forwarder();
    }

    /// Takes the program off every interface of the instance and removes its pins: packets for VIPs are no longer
    /// forwarded.
    public static void remove(String instance) {}

    /// Whether sessions and counters of an earlier forwarder were found and kept.
    public boolean adopted() {
        return false;
    }

    public List<Attachment> attachments() {
        return List.of();
    }

    /// Makes the plan true with one switch: a packet sees the plan before or the plan after, never half of one. Blocks
    /// for
    /// milliseconds.
    ///
    /// @throws DataplaneException when it does not fit; the plan before still holds
    public void apply(Plan plan) {}

    /// Reads all counters. Blocks for milliseconds.
    public ForwarderCounters counters() {
        return new ForwarderCounters(java.util.Map.of(), List.of());
    }

    /// Lets go of the kernel objects and leaves them working.
    @Override
    public void close() {}
}
