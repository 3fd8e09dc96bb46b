// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.probe;

import java.io.Closeable;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/// Services of a real server, in a network namespace.
public final class TestServer implements AutoCloseable {
    /// What a connection gets; may take its time, and throw when the other side is gone.
    @FunctionalInterface
    public interface Conversation {
        void with(Socket client) throws IOException, InterruptedException;
    }

    private final Closeable socket;
    private final AtomicInteger connections;
    private final Thread serving;

    private TestServer(Closeable socket, AtomicInteger connections, Thread serving) {
        this.socket = socket;
        this.connections = connections;
        this.serving = serving;
    }

    public static TestServer tcp(String namespace, String address, int port, Conversation conversation) {
        return InNetwork.call(namespace, () -> {
            ServerSocket listening = new ServerSocket();
            listening.setReuseAddress(true);
            listening.bind(new InetSocketAddress(InetAddress.getByName(address), port));
            AtomicInteger connections = new AtomicInteger();
            Thread serving = Thread.ofPlatform().daemon().start(() -> accept(listening, connections, conversation));
            return new TestServer(listening, connections, serving);
        });
    }

    /// Reads the head of a request, answers, closes.
    public static Conversation answering(String answer) {
        return client -> {
            readHead(client);
            client.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
        };
    }

    static void readHead(Socket client) throws IOException {
        int newLines = 0;
        while (newLines < 2) {
            int one = client.getInputStream().read();
            if (one < 0) {
                throw new IOException("closed");
            }
            newLines = one == '\n' ? newLines + 1 : one == '\r' ? newLines : 0;
        }
    }

    static TestServer udpEcho(String namespace, String address, int port) {
        return InNetwork.call(namespace, () -> {
            DatagramSocket socket = new DatagramSocket(new InetSocketAddress(InetAddress.getByName(address), port));
            Thread serving = Thread.ofPlatform().daemon().start(() -> echo(socket));
            return new TestServer(socket, new AtomicInteger(), serving);
        });
    }

    /// A service that takes datagrams and answers none.
    static TestServer udpHung(String namespace, String address, int port) {
        return InNetwork.call(namespace, () -> {
            DatagramSocket socket = new DatagramSocket(new InetSocketAddress(InetAddress.getByName(address), port));
            return new TestServer(
                    socket, new AtomicInteger(), Thread.ofPlatform().daemon().start(() -> {}));
        });
    }

    int connections() {
        return connections.get();
    }

    /// The port is free afterwards: a thread that is in accept(2) keeps it until it has noticed.
    @Override
    public void close() throws IOException {
        socket.close();
        try {
            serving.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void accept(ServerSocket listening, AtomicInteger connections, Conversation conversation) {
        try {
            while (true) {
                Socket client = listening.accept();
                connections.incrementAndGet();
                Thread.ofPlatform().daemon().start(() -> converse(client, conversation));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private static void converse(Socket client, Conversation conversation) {
        try (client) {
            conversation.with(client);
        } catch (IOException | InterruptedException e) {
            // The prober has had enough.
        }
    }

    private static void echo(DatagramSocket socket) {
        byte[] buffer = new byte[2048];
        try {
            while (true) {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                socket.receive(packet);
                socket.send(packet);
            }
        } catch (IOException e) {
            // Closed.
        }
    }
}
