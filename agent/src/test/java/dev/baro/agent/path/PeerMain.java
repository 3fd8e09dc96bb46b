// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.path;

import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/// Reads requests from its standard input and answers each with one line:
///
/// - `serve ADDRESS PORT`: answer on TCP and UDP. Datagrams come back with DSCP 10 and ECN ECT(0).
/// - `tcp ADDRESS PORT BYTES`: ask for so many bytes over TCP.
/// - `turn ADDRESS PORT BYTES TOS`: the same, but only what follows the handshake has that TOS, as with SSH.
/// - `udp ADDRESS PORT BYTES TOS`: send a datagram and wait for it to come back.
/// - `ping ADDRESS`: an echo request, answered by the same address.
/// - `stream ADDRESS PORT`, `stop`: datagrams and short connections, one after the other, until stop.
final class PeerMain {
    private static final int TIMEOUT_MS = 1500;
    private static volatile boolean streaming;

    private PeerMain() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        BufferedReader requests = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        Stream stream = new Stream("", 0);
        for (String line = requests.readLine(); line != null; line = requests.readLine()) {
            String[] words = line.split(" ", -1);
            switch (words[0]) {
                case "serve" -> serve(InetAddress.ofLiteral(words[1]), Integer.parseInt(words[2]));
                case "tcp" -> say(tcp(words[1], Integer.parseInt(words[2]), Integer.parseInt(words[3]), 0));
                case "turn" -> {
                    int tos = Integer.parseInt(words[4]);
                    say(tcp(words[1], Integer.parseInt(words[2]), Integer.parseInt(words[3]), tos));
                }
                case "udp" -> say(udp(words));
                case "ping" -> say(InetAddress.ofLiteral(words[1]).isReachable(TIMEOUT_MS) ? "answered" : "timeout");
                case "stream" -> {
                    stream = new Stream(words[1], Integer.parseInt(words[2]));
                    streaming = true;
                    stream.start();
                    say("streaming");
                }
                case "stop" -> {
                    streaming = false;
                    stream.join();
                    say(stream.result());
                }
                default -> say("unknown");
            }
        }
    }

    private static void say(String line) {
        System.out.println(line);
    }

    private static void serve(InetAddress address, int port) throws IOException {
        ServerSocket listener = new ServerSocket(port, 50, address);
        DatagramSocket datagrams = new DatagramSocket(new InetSocketAddress(address, port));
        datagrams.setTrafficClass(10 << 2 | 2);
        Thread.ofPlatform().daemon().start(() -> answerConnections(listener));
        Thread.ofPlatform().daemon().start(() -> answerDatagrams(datagrams));
        say("serving");
    }

    private static void answerConnections(ServerSocket listener) {
        while (true) {
            try (Socket connection = listener.accept()) {
                int bytes = new DataInputStream(connection.getInputStream()).readInt();
                connection.getOutputStream().write(new byte[bytes]);
            } catch (IOException e) {
                // The client gave up; the next one is what counts.
            }
        }
    }

    private static void answerDatagrams(DatagramSocket socket) {
        byte[] buffer = new byte[65_536];
        while (true) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            try {
                socket.receive(packet);
                socket.send(packet);
            } catch (IOException e) {
                // An ICMP error for an earlier answer; the next question is what counts.
            }
        }
    }

    private static String tcp(String address, int port, int bytes, int laterTos) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.ofLiteral(address), port), TIMEOUT_MS);
            socket.setSoTimeout(2 * TIMEOUT_MS);
            if (laterTos != 0) {
                socket.setTrafficClass(laterTos);
            }
            new DataOutputStream(socket.getOutputStream()).writeInt(bytes);
            return "got " + socket.getInputStream().readAllBytes().length;
        } catch (SocketTimeoutException e) {
            return "timeout";
        } catch (SocketException e) {
            return "refused";
        } catch (IOException e) {
            return "failed: " + e.getMessage();
        }
    }

    private static String udp(String[] words) throws IOException {
        int bytes = Integer.parseInt(words[3]);
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.setTrafficClass(Integer.parseInt(words[4]));
            socket.setSoTimeout(TIMEOUT_MS);
            socket.connect(InetAddress.ofLiteral(words[1]), Integer.parseInt(words[2]));
            socket.send(new DatagramPacket(new byte[bytes], bytes));
            DatagramPacket answer = new DatagramPacket(new byte[65_536], 65_536);
            socket.receive(answer);
            return "got " + answer.getLength();
        } catch (SocketTimeoutException e) {
            return "timeout";
        }
    }

    /// Counts questions without an answer.
    private static final class Stream extends Thread {
        private final String address;
        private final int port;
        private int asked;
        private int lost;

        Stream(String address, int port) {
            this.address = address;
            this.port = port;
        }

        @Override
        public void run() {
            while (streaming) {
                try {
                    asked++;
                    String how = asked % 10 == 0
                            ? tcp(address, port, 100, 0)
                            : udp(new String[] {"udp", address, Integer.toString(port), "100", "0"});
                    lost += how.equals("got 100") ? 0 : 1;
                } catch (IOException e) {
                    lost++;
                }
            }
        }

        String result() {
            return "lost " + lost + " of " + asked;
        }
    }
}
