// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.host;

import dev.baro.dataplane.kernel.Fd;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// Fails a test class that leaves a file descriptor open. JUnit finds it by its service file, for every class.
public final class NoDescriptorLeaks implements AfterAllCallback {
    @Override
    public void afterAll(ExtensionContext context) {
        boolean outermost = context.getRequiredTestClass().getEnclosingClass() == null;
        if (outermost) {
            Fd.requireNoneOpen();
        }
    }
}
