// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Asks the page as a browser does, or as none would: with any header, `Host` and `Origin` included.
record PageClient(int port) {

    /// @param headers as they came, their names in lower case
    /// @param octets  the body, a character for each byte
    record Answer(int status, List<String> headers, String octets) {
        byte[] body() {
            return octets.getBytes(StandardCharsets.ISO_8859_1);
        }

        String text() {
            return new String(body(), StandardCharsets.UTF_8);
        }

        String header(String name) {
            return headers.stream()
                    .filter(header -> header.startsWith(name + ": "))
                    .map(header -> header.substring(name.length() + 2))
                    .findFirst()
                    .orElse("");
        }
    }

    String host() {
        return "127.0.0.1:" + port;
    }

    String origin() {
        return "Origin: http://" + host();
    }

    Answer get(String path, String... headers) throws IOException {
        return ask("GET", path, host(), "", headers);
    }

    Answer send(String method, String path, String body, String... headers) throws IOException {
        return ask(method, path, host(), body, headers);
    }

    Answer ask(String method, String path, String host, String body, String... headers) throws IOException {
        try (Socket socket = connect(method, path, host, body, headers)) {
            InputStream in = socket.getInputStream();
            List<String> lines = head(in);
            int status = Integer.parseInt(lines.getFirst().substring(9, 12));
            Answer head = new Answer(status, lines.subList(1, lines.size()), "");
            String length = head.header("content-length");
            byte[] octets = in.readNBytes(length.isEmpty() ? 0 : Integer.parseInt(length));
            return new Answer(status, head.headers(), new String(octets, StandardCharsets.ISO_8859_1));
        }
    }

    /// A connection of which the caller reads the answer.
    Socket connect(String method, String path, String host, String body, String... headers) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(20_000);
        StringBuilder request = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: " + host + "\r\n");
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        int length = body.getBytes(StandardCharsets.UTF_8).length;
        request.append("Content-Type: application/json\r\nContent-Length: ")
                .append(length)
                .append("\r\n\r\n")
                .append(body);
        OutputStream out = socket.getOutputStream();
        out.write(request.toString().getBytes(StandardCharsets.UTF_8));
        out.flush();
        return socket;
    }

    /// The lines up to the empty one; all but the first have a name in lower case.
    static List<String> head(InputStream in) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            lines.add(colon < 0 ? line : line.substring(0, colon).toLowerCase(Locale.ROOT) + line.substring(colon));
        }
        return lines;
    }

    /// One line without its end.
    static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new IOException("closed after: " + line);
            }
            line.append((char) next);
        }
        return line.toString().strip();
    }
}
