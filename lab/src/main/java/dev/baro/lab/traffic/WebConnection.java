// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.traffic;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// One connection to a VIP, from a chosen address and port, on which the client requests the real server's name.
final class WebConnection implements AutoCloseable {
    private static final int TIME_LIMIT_MS =
            Math.toIntExact(Duration.ofSeconds(10).toMillis());
    private static final int LONGEST_LINE_BYTES = 1_024;
    private static final String LENGTH = "content-length:";

    private final Socket socket;
    private final InputStream in;

    private WebConnection(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    static WebConnection open(InetSocketAddress from, InetSocketAddress to) throws IOException {
        Socket socket = new Socket();
        try {
            // The port may still be occupied by an earlier connection to another VIP.
            socket.setReuseAddress(true);
            socket.bind(from);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(TIME_LIMIT_MS);
            socket.connect(to, TIME_LIMIT_MS);
            return new WebConnection(socket);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /// @return the name of the real server
    /// @throws IOException if the connection is broken, or no answer arrives for ten seconds
    String ask() throws IOException {
        return ask("keep-alive");
    }

    /// Lets the server close the connection, so that the server, not the client, enters TIME-WAIT.
    String askOnce() throws IOException {
        String name = ask("close");
        if (in.read() >= 0) {
            throw new IOException("more than one answer");
        }
        return name;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private String ask(String connection) throws IOException {
        String request = "GET / HTTP/1.1\r\nHost: store.example.com\r\nConnection: " + connection + "\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        String status = line();
        if (!status.startsWith("HTTP/1.1 200 ")) {
            throw new IOException("answer " + status);
        }
        int length = 0;
        for (String header = line(); !header.isEmpty(); header = line()) {
            if (header.regionMatches(true, 0, LENGTH, 0, LENGTH.length())) {
                length = Integer.parseInt(header.substring(LENGTH.length()).strip());
            }
        }
        return new String(in.readNBytes(Math.min(length, LONGEST_LINE_BYTES)), StandardCharsets.US_ASCII).strip();
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int character = in.read(); character != '\n'; character = in.read()) {
            if (character < 0 || line.length() > LONGEST_LINE_BYTES) {
                throw new IOException("the connection ended within an answer");
            }
            line.append((char) character);
        }
        return line.toString().strip();
    }
}
