// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.bench;

import dev.baro.dataplane.bpf.BpfProgram;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/// Continuously sends packets of established flows for the first virtual service of [ControlConfig],
/// on a separate thread.
final class SteadyPackets implements AutoCloseable {
    private static final int AT_ONCE = 10_000;
    private static final int FLOWS = 1024;
    private static final int TX = 3;

    private final CompletableFuture<Long> sent = new CompletableFuture<>();
    private final Thread thread;
    private volatile boolean stopped;

    private SteadyPackets(BpfProgram program) {
        // Uses a platform thread, because the call into the kernel blocks its thread.
        thread = Thread.ofPlatform().name("packets").start(() -> {
            try {
                sent.complete(send(program));
            } catch (RuntimeException e) {
                sent.completeExceptionally(e);
            }
        });
    }

    static SteadyPackets start(BpfProgram program) {
        return new SteadyPackets(program);
    }

    /// @return the number of packets sent
    /// @throws IllegalStateException if a packet was not sent back
    long stop() {
        stopped = true;
        try {
            return sent.join();
        } catch (CompletionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    @Override
    public void close() {
        stopped = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private long send(BpfProgram program) {
        Traffic traffic =
                Traffic.tcp(ControlConfig.FIRST_VIP, Traffic.ACK, FLOWS).to(ControlConfig.FIRST_PORT);
        try (Drive drive = Drive.load(Machine.ifindex("bench"))) {
            drive.packets(traffic.eachFlowOnce(Traffic.Kind.TCP, Traffic.SYN));
            drive.nsPerPacket(program, FLOWS, TX);
            drive.packets(traffic);
            long count = FLOWS;
            while (!stopped) {
                drive.nsPerPacket(program, AT_ONCE, TX);
                count += AT_ONCE;
            }
            return count;
        }
    }
}
