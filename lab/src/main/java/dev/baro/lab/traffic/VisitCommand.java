// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.traffic;

import dev.baro.lab.network.LabException;
import dev.baro.lab.network.Pause;
import dev.baro.lab.network.TestVip;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// Continuously opens new sessions: at each address, a connection to the HTTP port and a datagram to the echo
/// port, each time from the next local port, because a port used before would continue its session.
@Command(name = "visit", hidden = true, description = "Open new sessions for a limited time.")
public final class VisitCommand implements Callable<Integer> {
    public static final String READY = "visiting";
    /// The command ends after this time even if it is not stopped.
    private static final Duration LIMIT = Duration.ofMinutes(30);

    private static final int FIRST_PORT = 10_000;
    private static final int LAST_PORT = 60_000;
    private static final Duration PAUSE = Duration.ofMillis(40);
    /// The sockets of this many rounds stay open. That is long enough for an answer, but too short for a
    /// SYN to be repeated.
    private static final int ROUNDS_OPEN = 10;

    @Parameters(arity = "1..*")
    private List<String> addresses = List.of();

    @Override
    public Integer call() {
        Queue<List<NetworkChannel>> open = new ArrayDeque<>();
        long endNs = System.nanoTime() + LIMIT.toNanos();
        System.out.println(READY);
        int port = FIRST_PORT;
        while (port + addresses.size() <= LAST_PORT && System.nanoTime() - endNs < 0) {
            List<NetworkChannel> round = new ArrayList<>();
            for (String address : addresses) {
                round.add(connect(address, port));
                round.add(send(address, port));
                port++;
            }
            open.add(round);
            if (open.size() > ROUNDS_OPEN) {
                open.remove().forEach(VisitCommand::close);
            }
            Pause.of(PAUSE);
        }
        return 0;
    }

    private static NetworkChannel connect(String address, int localPort) {
        try {
            SocketChannel channel = SocketChannel.open();
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            channel.bind(new InetSocketAddress(localPort));
            boolean _ = channel.connect(new InetSocketAddress(address, TestVip.HTTP));
            return channel;
        } catch (IOException e) {
            throw new LabException("visit " + address + ": " + e.getMessage(), e);
        }
    }

    private static NetworkChannel send(String address, int localPort) {
        try {
            DatagramChannel channel = DatagramChannel.open();
            channel.bind(new InetSocketAddress(localPort));
            int _ = channel.send(
                    ByteBuffer.wrap("ping".getBytes(StandardCharsets.US_ASCII)),
                    new InetSocketAddress(address, TestVip.ECHO));
            return channel;
        } catch (IOException e) {
            throw new LabException("visit " + address + ": " + e.getMessage(), e);
        }
    }

    private static void close(NetworkChannel channel) {
        try {
            channel.close();
        } catch (ClosedChannelException e) {
            // The channel was already closed, so nothing is left to close.
        } catch (IOException e) {
            throw new LabException("visit: " + e.getMessage(), e);
        }
    }
}
