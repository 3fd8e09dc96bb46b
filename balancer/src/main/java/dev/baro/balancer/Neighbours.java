// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer;

import dev.baro.core.model.ForwardingMethod;
import dev.baro.core.plan.Plan;
import dev.baro.core.plan.PlannedServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.function.Supplier;

/// Keeps the neighbours of real servers with method `ipip` or `mac` known to the kernel: their packets cannot be handed
/// to
/// it to be routed, so nothing else would make it ask for a MAC address. An empty datagram to the discard port (RFC
/// 863) a
/// second does.
final class Neighbours implements AutoCloseable {
    private static final int DISCARD_PORT = 9;

    private final Supplier<Plan> plan;
    private final Thread thread;

    private Neighbours(Supplier<Plan> plan) {
        this.plan = plan;
        this.thread = Thread.ofPlatform().name("neighbours").daemon().unstarted(this::askEverySecond);
    }

    static Neighbours keep(Supplier<Plan> plan) {
        Neighbours neighbours = new Neighbours(plan);
        neighbours.thread.start();
        return neighbours;
    }

    @Override
    public void close() {
        thread.interrupt();
    }

    private void askEverySecond() {
        try {
            while (true) {
                ask();
                Thread.sleep(Duration.ofSeconds(1));
            }
        } catch (InterruptedException e) {
            // Closed.
        }
    }

    private void ask() {
        plan.get().services().stream()
                .flatMap(service -> service.servers().stream())
                .filter(server -> server.method() != ForwardingMethod.DSCP)
                .map(PlannedServer::address)
                .distinct()
                .forEach(address -> send(new InetSocketAddress(address.inet(), DISCARD_PORT)));
    }

    private static void send(InetSocketAddress to) {
        try (DatagramChannel channel = DatagramChannel.open()) {
            channel.configureBlocking(false);
            channel.send(ByteBuffer.allocate(0), to);
        } catch (IOException e) {
            // No route, or an interface that is down: the program counts what it cannot forward.
        }
    }
}
