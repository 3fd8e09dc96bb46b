// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.traffic;

import dev.baro.lab.network.Pause;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// Sends every datagram back to its source, from the address that it was sent to.
@Command(name = "udp-echo", hidden = true, description = "Answer datagrams for a limited time.")
public final class UdpEchoCommand implements Callable<Integer> {
    static final String READY = "echo ready";
    /// The command ends after this time even if it is not stopped.
    private static final Duration LIMIT = Duration.ofMinutes(30);

    private static final int LARGEST_DATAGRAM = 65_535;

    @Parameters(index = "0")
    private int port;

    @Parameters(index = "1..*", arity = "1..*")
    private List<String> addresses = List.of();

    @Override
    public Integer call() throws IOException {
        for (String address : addresses) {
            DatagramChannel channel = DatagramChannel.open().bind(new InetSocketAddress(address, port));
            Thread.ofPlatform().daemon().start(() -> echo(channel));
        }
        System.out.println(READY);
        Pause.of(LIMIT);
        return 0;
    }

    private static void echo(DatagramChannel channel) {
        ByteBuffer datagram = ByteBuffer.allocate(LARGEST_DATAGRAM);
        try (channel) {
            while (true) {
                SocketAddress client = channel.receive(datagram.clear());
                channel.send(datagram.flip(), client);
            }
        } catch (IOException e) {
            System.out.println("echo ended: " + e.getMessage());
        }
    }
}
