// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.kernel;

/// The share of the processor that a thread gets beside others.
public final class ThreadPriority {
    /// About nine times the share of an ordinary thread (sched(7)), and the processor soon when it wakes up.
    private static final int NICE = -10;

    private ThreadPriority() {}

    /// Raises that of the calling thread, which must be a platform thread.
    ///
    /// @return why it stays as it was, in a few words; empty when it was raised
    public static String raise() {
        try {
            LibC.nice(NICE);
            return "";
        } catch (ErrnoException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
