// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// A role of the API's callers. Each role has all permissions of the roles before it.
public enum Role {
    /// Sees everything, and changes nothing.
    READ,
    /// Overrides servers and routes, and traces packets.
    OPERATE,
    /// Puts configurations into force, and determines which balancers belong together.
    ADMIN;

    /// The word in files, such as `operate`.
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
