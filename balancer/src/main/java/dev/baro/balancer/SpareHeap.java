// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer;

import java.time.Duration;

/// Returns unused heap memory to the host after a start or a reload. The JVM's serial collector lets the
/// memory for old objects grow, and clears it only when the heap reaches its maximum, so an idle daemon
/// would grow for days.
final class SpareHeap implements AutoCloseable {
    private static final Duration PERIOD = Duration.ofSeconds(10);
    /// Freeing less memory is not worth a pause of tens of milliseconds, which delays probes but no packets.
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
            // The interrupt comes from close() and ends the thread.
        }
    }

    /// The threshold is proportional to the heap, because a larger heap causes a longer pause.
    ///
    /// @param heapBytes    the memory that the heap occupies
    /// @param settledBytes the memory that the heap occupied after the last collection; 0 before the first
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
