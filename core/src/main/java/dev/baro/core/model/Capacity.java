// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.model;

import java.util.Collection;

/// How much a balancer holds, whatever else it serves at the time: the kernel's maps have ids and numbers for two
/// configurations of this size side by side, so that any can follow any other. Memory is taken as it is used.
public final class Capacity {
    /// Virtual services.
    public static final int MAX_SERVICES = 8_192;

    /// Members: real servers, counted in each virtual service. Twice as many have numbers of 16 bits.
    public static final int MAX_MEMBERS = 32_767;

    private Capacity() {}

    /// How many virtual services the VIPs have.
    public static long services(Collection<Vip> vips) {
        return vips.stream().mapToLong(vip -> vip.ports().size()).sum();
    }

    /// How many members the VIPs have.
    public static long members(Collection<Vip> vips) {
        return vips.stream()
                .flatMapToLong(vip -> vip.ports().stream()
                        .mapToLong(port -> port.servers().isEmpty()
                                ? vip.servers().size()
                                : port.servers().size()))
                .sum();
    }
}
