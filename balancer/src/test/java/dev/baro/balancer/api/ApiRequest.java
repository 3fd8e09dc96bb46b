// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.api;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// One request to an API on loopback, as it is put together, and its answer.
final class ApiRequest {
    private final int port;
    private final String path;
    private final StringBuilder headers = new StringBuilder();
    private String method = "GET";
    private String body = "";
    private int roomBytes;

    /// @param headers by their names in lower case
    record Answered(int status, Map<String, String> headers, String body) {
        Optional<String> header(String name) {
            return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
        }
    }

    ApiRequest(int port, String path) {
        this.port = port;
        this.path = path;
    }

    ApiRequest header(String name, String value) {
        headers.append(name).append(": ").append(value).append("\r\n");
        return this;
    }

    ApiRequest method(String wanted, String content) {
        method = wanted;
        body = content;
        return this;
    }

    /// Few bytes of the answer can be under way.
    ApiRequest withLittleRoom() {
        roomBytes = 4_096;
        return this;
    }

    Answered send() throws IOException {
        try (Socket socket = open();
                InputStream in = new BufferedInputStream(socket.getInputStream())) {
            int status = Integer.parseInt(line(in).substring(9, 12));
            Map<String, String> found = headers(in);
            byte[] content = in.readNBytes(Integer.parseInt(found.getOrDefault("content-length", "0")));
            return new Answered(status, found, new String(content, StandardCharsets.UTF_8));
        }
    }

    /// Sends it, and leaves the answer to the caller.
    Socket open() throws IOException {
        Socket socket = new Socket();
        if (roomBytes > 0) {
            socket.setReceiveBufferSize(roomBytes);
        }
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.setSoTimeout(60_000);
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        String head = method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers
                + (content.length == 0 ? "" : "Content-Length: " + content.length + "\r\n") + "\r\n";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
        try {
            socket.getOutputStream().write(content);
        } catch (IOException e) {
            // What is refused is not always read to its end.
        }
        return socket;
    }

    static Map<String, String> headers(InputStream in) throws IOException {
        Map<String, String> found = new HashMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            found.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        return found;
    }

    static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new IOException("closed after: " + line.toString(StandardCharsets.UTF_8));
            }
            line.write(b);
        }
        return line.toString(StandardCharsets.UTF_8).stripTrailing();
    }
}
