// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.api;

import java.lang.module.ModuleDescriptor;
import java.util.Optional;

/// The version of Baro.
public final class Version {
    private Version() {}

    /// @return the version, such as `0.1.0`; `development` if the classes do not come from a module, as in tests
    public static String text() {
        return Optional.ofNullable(Version.class.getModule().getDescriptor())
                .flatMap(ModuleDescriptor::rawVersion)
                .orElse("development");
    }
}
