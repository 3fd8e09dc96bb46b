// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.traffic;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// Sends datagrams to an echo, each from a separate port, and counts those that return
/// unchanged from the destination.
@Command(name = "udp-ask", hidden = true, description = "Send datagrams and count the echoes.")
public final class UdpAskCommand implements Callable<Integer> {
    private static final int LIMIT_MS = 1_000;

    @Parameters(index = "0")
    private String address = "";

    @Parameters(index = "1")
    private int port;

    @Parameters(index = "2")
    private int count;

    @Parameters(index = "3")
    private int bytes;

    @Override
    public Integer call() throws IOException {
        int answered = 0;
        for (int i = 0; i < count; i++) {
            byte[] sent = new byte[bytes];
            new Random(i).nextBytes(sent);
            answered += isEchoed(sent) ? 1 : 0;
        }
        System.out.println(answered);
        return 0;
    }

    /// Uses a connected socket, which accepts no answer from another address.
    private boolean isEchoed(byte[] sent) throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(new InetSocketAddress(address, port));
            socket.setSoTimeout(LIMIT_MS);
            socket.send(new DatagramPacket(sent, sent.length));
            DatagramPacket answer = new DatagramPacket(new byte[sent.length + 1], sent.length + 1);
            socket.receive(answer);
            return Arrays.equals(sent, Arrays.copyOf(answer.getData(), answer.getLength()));
        } catch (SocketTimeoutException e) {
            return false;
        }
    }
}
