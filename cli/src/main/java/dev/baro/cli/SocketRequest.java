// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One request of HTTP/1.1 (RFC 9112) over a connection of its own to a unix socket. It knows of HTTP what the daemon
/// answers with, and must not become a client of anything else: a library that is one takes longer to load than the
/// daemon takes to answer.
///
/// @param target path and query, encoded
/// @param body   empty: none
record SocketRequest(Path socket, String method, String target, String body) {
    private static final int MOST_HEAD_BYTES = 65_536;
    private static final String NOT_BARO = "the answer is not one of a baro daemon";
    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[01] (\\d{3})( [^\\r]*)?\\r\\n");
    private static final Pattern LENGTH =
            Pattern.compile("\\r\\ncontent-length:[ \\t]*(\\d{1,9})[ \\t]*\\r\\n", Pattern.CASE_INSENSITIVE);

    /// @param reason what the status means, in the words of the server; may be empty
    record Answer(int status, String reason, String body) {}

    SocketRequest(Path socket, String method, String target) {
        this(socket, method, target, "");
    }

    /// Puts a value where the target says `{name}`.
    SocketRequest pathParam(String name, String value) {
        return new SocketRequest(socket, method, target.replace("{" + name + "}", encoded(value)), body);
    }

    SocketRequest queryParam(String name, String value) {
        char before = target.indexOf('?') < 0 ? '?' : '&';
        return new SocketRequest(socket, method, target + before + name + '=' + encoded(value), body);
    }

    SocketRequest with(String newBody) {
        return new SocketRequest(socket, method, target, newBody);
    }

    /// Blocks, on a thread of its own so that it can be given up: a unix socket of the JDK has no timeout.
    ///
    /// @throws IOException when there is no whole answer within the limit
    Answer send(Duration limit) throws IOException {
        FutureTask<Answer> exchange = new FutureTask<>(this::exchange);
        Thread thread = Thread.ofPlatform().daemon().name("exchange").start(exchange);
        try {
            return exchange.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        } catch (TimeoutException e) {
            throw new IOException("no answer within " + limit.toSeconds() + " seconds", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            thread.interrupt();
        }
    }

    private Answer exchange() throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            write(channel);
            InputStream in = new BufferedInputStream(Channels.newInputStream(channel));
            String head = head(in);
            Matcher status = STATUS_LINE.matcher(head);
            Matcher length = LENGTH.matcher(head);
            if (!status.lookingAt() || !length.find()) {
                throw new IOException(NOT_BARO);
            }
            int bytes = Integer.parseInt(length.group(1));
            byte[] content = in.readNBytes(bytes);
            if (content.length < bytes) {
                throw new IOException("the answer is cut off");
            }
            String reason = status.group(2) == null ? "" : status.group(2).strip();
            return new Answer(Integer.parseInt(status.group(1)), reason, new String(content, StandardCharsets.UTF_8));
        }
    }

    private void write(SocketChannel channel) throws IOException {
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        String head = method + " " + target + " HTTP/1.1\r\nHost: baro\r\nConnection: close\r\nContent-Length: "
                + content.length + "\r\n\r\n";
        ByteBuffer[] parts = {ByteBuffer.wrap(head.getBytes(StandardCharsets.US_ASCII)), ByteBuffer.wrap(content)};
        try {
            while (parts[0].hasRemaining() || parts[1].hasRemaining()) {
                channel.write(parts);
            }
        } catch (IOException e) {
            // Who refuses a body before it is sent whole, as too large, closes; the answer that is there says so.
        }
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n", Math.max(0, head.length() - 4)) < 0) {
            int next = in.read();
            if (next < 0 && head.isEmpty()) {
                throw new IOException("the connection was closed without an answer");
            }
            if (next < 0 || head.length() == MOST_HEAD_BYTES) {
                throw new IOException(NOT_BARO);
            }
            head.append((char) next);
        }
        return head.toString();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
