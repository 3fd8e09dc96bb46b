// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.kernel;

/// Waits for threads.
public final class Threads {
    private Threads() {}

    /// Blocks until a thread has ended. An interrupt during the wait is preserved.
    public static void join(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
