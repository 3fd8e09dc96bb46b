// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer;

import java.time.Duration;

/// Gives back to the host what a start or the reading of a file took of the heap. The JVM's serial collector takes more
/// memory for what grows old, and clears that only when the largest heap is full: an idle daemon would grow for days.
final class SpareHeap implements AutoCloseable {
    private static final Duration PERIOD = Duration.ofSeconds(10);
    /// Less is not worth a pause of some tens of milliseconds, in which probes wait and packets do not.
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

    /// In proportion, because a larger heap takes a longer pause.
    ///
    /// @param heapBytes    what the heap takes of the host
    /// @param settledBytes the same after it was cleared last; 0 before
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
