// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.kernel;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import org.junit.jupiter.api.condition.EnabledIf;

/// Marks a test that loads BPF programs.
@Retention(RetentionPolicy.RUNTIME)
@EnabledIf(value = "dev.baro.dataplane.kernel.Root#isRoot", disabledReason = "needs root to load BPF programs")
public @interface NeedsRoot {}

final class Root {
    private Root() {}

    static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }
}
