// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer;

import java.time.Duration;

/// Returns heap that a start or a reload used to the host. The JVM's serial collector allocates more memory for
/// old objects, and clears it only when the heap reaches its maximum. An idle daemon would grow for days.
final class SpareHeap implements AutoCloseable {
    private static final Duration PERIOD = Duration.ofSeconds(10);
    /// Less is not worth a pause of some tens of milliseconds, which delays probes but no packets.
    private static final long SLACK_BYTES = 16 << 20;

    private final Thread thread;

    private SpareHeap() {
        thread = Thread.ofPlatform().name("spare-heap").daemon().start(SpareHeap::run);
    }

    static SpareHeap start() {
        return new SpareHeap();
    }

    private static void run() {
        try {
            long settledBytes = 0;
            while (true) {
                Thread.sleep(PERIOD);
                if (isWorthAPause(heapBytes(), settledBytes)) {
                    System.gc();
                    settledBytes = heapBytes();
                }
            }
        } catch (InterruptedException e) {
            // close() ends it.
        }
    }

    /// Proportional, because a larger heap takes a longer pause.
    ///
    /// @param heapBytes    the memory of the heap
    /// @param settledBytes the same after the last collection; 0 before
    static boolean isWorthAPause(long heapBytes, long settledBytes) {
        return heapBytes - settledBytes > Math.max(SLACK_BYTES, settledBytes / 2);
    }

    private static long heapBytes() {
        return Runtime.getRuntime().totalMemory();
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
