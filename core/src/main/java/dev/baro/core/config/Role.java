// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// The role of an API caller. Each role includes all permissions of the preceding roles.
public enum Role {
    /// May read everything but change nothing.
    READ,
    /// May override servers and routes, and trace packets.
    OPERATE,
    /// May apply configurations, and change which balancers form the cluster.
    ADMIN;

    /// The role's name in files, such as `operate`.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Role> of(String word) {
        return Arrays.stream(values()).filter(role -> role.word().equals(word)).findFirst();
    }

    public boolean includes(Role needed) {
        return compareTo(needed) >= 0;
    }
}
