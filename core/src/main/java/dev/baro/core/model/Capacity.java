// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.model;

import java.util.Collection;

/// The capacity of a balancer. The kernel's maps have enough identifiers for two configurations of this size at
/// the same time, so that any configuration can replace any other. Memory is allocated on demand.
public final class Capacity {
    /// Virtual services.
    public static final int MAX_SERVICES = 8_192;

    /// The maximum number of members: real servers, counted once per virtual service. Twice this number
    /// fits into 16 bits.
    public static final int MAX_MEMBERS = 32_767;

    private Capacity() {}

    /// The number of virtual services of the VIPs.
    public static long services(Collection<Vip> vips) {
        return vips.stream().mapToLong(vip -> vip.ports().size()).sum();
    }

    /// The number of members of the VIPs.
    public static long members(Collection<Vip> vips) {
        return vips.stream()
                .flatMapToLong(vip -> vip.ports().stream()
                        .mapToLong(port -> port.servers().isEmpty()
                                ? vip.servers().size()
                                : port.servers().size()))
                .sum();
    }
}
