// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer;

import dev.baro.balancer.probe.InNetwork;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Flows of datagrams from a client to a VIP, and the servers that take them: which of them arrived.
final class NumberedDatagrams implements AutoCloseable {
    private static final int FLOWS = 8;
    private static final int PAUSE_MS = 5;

    private final InetSocketAddress vip;
    private final List<DatagramSocket> sockets = new ArrayList<>();
    private final Set<Integer> arrived = new ConcurrentSkipListSet<>();
    private final AtomicInteger sent = new AtomicInteger();
    private volatile boolean stopped;
    private Thread sending = Thread.ofPlatform().unstarted(() -> {});

    NumberedDatagrams(String vip, int port) throws IOException {
        this.vip = new InetSocketAddress(InetAddress.getByName(vip), port);
    }

    /// Takes and echoes what comes to the VIP at a server.
    void takeAt(String namespace) {
        DatagramSocket socket = InNetwork.call(namespace, () -> new DatagramSocket(vip));
        sockets.add(socket);
        Thread _ = Thread.ofPlatform().daemon().start(() -> take(socket));
    }

    void sendFrom(String namespace) {
        List<DatagramSocket> flows = InNetwork.call(namespace, () -> {
            List<DatagramSocket> open = new ArrayList<>();
            for (int i = 0; i < FLOWS; i++) {
                open.add(new DatagramSocket());
            }
            return open;
        });
        sockets.addAll(flows);
        sending = Thread.ofPlatform().daemon().start(() -> send(flows));
    }

    int sent() {
        return sent.get();
    }

    /// Stops sending and waits for what is under way.
    ///
    /// @return numbers of those that did not arrive
    Set<Integer> lost() throws InterruptedException {
        stopped = true;
        sending.join();
        for (int i = 0; i < 30 && !missing().isEmpty(); i++) {
            TimeUnit.MILLISECONDS.sleep(100);
        }
        return missing();
    }

    private Set<Integer> missing() {
        return IntStream.rangeClosed(1, sent.get())
                .boxed()
                .filter(number -> !arrived.contains(number))
                .collect(Collectors.toSet());
    }

    @Override
    public void close() {
        stopped = true;
        sockets.forEach(DatagramSocket::close);
    }

    private void send(List<DatagramSocket> flows) {
        try {
            while (!stopped) {
                int number = sent.get() + 1;
                byte[] bytes = ByteBuffer.allocate(4).putInt(number).array();
                flows.get(number % FLOWS).send(new DatagramPacket(bytes, 4, vip));
                sent.set(number);
                TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
            }
        } catch (IOException | InterruptedException e) {
            // Closed.
        }
    }

    /// Probes are longer than a number, and answered alike.
    private void take(DatagramSocket socket) {
        byte[] buffer = new byte[2_048];
        try {
            while (true) {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                socket.receive(packet);
                if (packet.getLength() == 4) {
                    arrived.add(ByteBuffer.wrap(buffer).getInt());
                }
                socket.send(packet);
            }
        } catch (IOException e) {
            // Closed.
        }
    }
}
