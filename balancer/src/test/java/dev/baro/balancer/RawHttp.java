// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// One request and its answer, byte for byte.
public record RawHttp(int status, String contentType, String body) {

    public static RawHttp get(Path socket, String path) throws IOException {
        return get(UnixDomainSocketAddress.of(socket), path);
    }

    static RawHttp get(SocketAddress server, String path) throws IOException {
        return exchange(server, "GET " + path + " HTTP/1.1\r\nHost: baro\r\n\r\n");
    }

    /// @param header one line
    public static RawHttp get(Path socket, String path, String header) throws IOException {
        return exchange(
                UnixDomainSocketAddress.of(socket),
                "GET " + path + " HTTP/1.1\r\nHost: baro\r\n" + header + "\r\n\r\n");
    }

    public static RawHttp post(Path socket, String path, String body) throws IOException {
        return send(socket, "POST", path, body);
    }

    public static RawHttp put(Path socket, String path, String body) throws IOException {
        return send(socket, "PUT", path, body);
    }

    static RawHttp delete(Path socket, String path) throws IOException {
        return send(socket, "DELETE", path, "");
    }

    private static RawHttp send(Path socket, String method, String path, String body) throws IOException {
        int length = body.getBytes(StandardCharsets.UTF_8).length;
        String type = method.equals("PUT") ? "application/json" : "text/plain";
        return exchange(
                UnixDomainSocketAddress.of(socket),
                method + " " + path + " HTTP/1.1\r\nHost: baro\r\nContent-Type: " + type + "\r\nContent-Length: "
                        + length + "\r\n\r\n" + body);
    }

    private static RawHttp exchange(SocketAddress server, String request) throws IOException {
        try (SocketChannel channel = SocketChannel.open(server)) {
            ByteBuffer out = ByteBuffer.wrap(request.getBytes(StandardCharsets.UTF_8));
            while (out.hasRemaining()) {
                channel.write(out);
            }
            String head = readUntil(channel, text -> text.contains("\r\n\r\n"), "");
            int bodyStart = head.indexOf("\r\n\r\n") + 4;
            int end = bodyStart + Integer.parseInt(header(head, "content-length"));
            String whole = readUntil(channel, text -> text.length() >= end, head);
            return new RawHttp(
                    Integer.parseInt(whole.substring(9, 12)), header(head, "content-type"), whole.substring(bodyStart));
        }
    }

    private static String readUntil(SocketChannel channel, java.util.function.Predicate<String> enough, String soFar)
            throws IOException {
        StringBuilder text = new StringBuilder(soFar);
        ByteBuffer in = ByteBuffer.allocate(65_536);
        while (!enough.test(text.toString())) {
            if (channel.read(in.clear()) < 0) {
                throw new IOException("connection closed after: " + text);
            }
            text.append(StandardCharsets.ISO_8859_1.decode(in.flip()));
        }
        return text.toString();
    }

    private static String header(String head, String name) {
        return head.lines()
                .filter(line -> line.toLowerCase(java.util.Locale.ROOT).startsWith(name + ":"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + name + " in " + head))
                .substring(name.length() + 1)
                .strip();
    }
}
