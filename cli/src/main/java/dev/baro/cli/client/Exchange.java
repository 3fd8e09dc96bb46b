// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/// One request and its answer over a unix socket, in as much of HTTP/1.1 (RFC 9112) as the daemon speaks. A library for
/// all of HTTP takes longer to load than the daemon to answer.
final class Exchange implements AutoCloseable {
    private static final int BUFFER_BYTES = 65_536;
    /// The largest configuration makes a status of 12 MB; sessions come in pages.
    private static final int MAX_BYTES = 1 << 28;

    private final Selector selector;
    private final SocketChannel channel;
    private final Duration patience;

    private Exchange(Selector selector, SocketChannel channel, Duration patience) {
        this.selector = selector;
        this.channel = channel;
        this.patience = patience;
    }

    /// @param patience how long the daemon may send, and take, nothing
    /// @throws IOException where none answers, in time and in full
    static Response of(Path socket, Request request, Duration patience) throws IOException {
        Selector selector = Selector.open();
        try (Exchange exchange =
                new Exchange(selector, SocketChannel.open(UnixDomainSocketAddress.of(socket)), patience)) {
            exchange.send(request);
            return exchange.receive();
        } catch (IOException e) {
            selector.close();
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
        selector.close();
    }

    private void send(Request request) throws IOException {
        byte[] body = request.body().getBytes(StandardCharsets.UTF_8);
        String head =
                "%s %s HTTP/1.1\r\nHost: baro\r\nConnection: close\r\n".formatted(request.method(), request.target());
        String about = body.length == 0 && request.method().equals("GET")
                ? "\r\n"
                : "Content-Type: %s\r\nContent-Length: %d\r\n\r\n".formatted(request.contentType(), body.length);
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_WRITE);
        write(ByteBuffer.wrap((head + about).getBytes(StandardCharsets.US_ASCII)));
        write(ByteBuffer.wrap(body));
    }

    private void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            if (channel.write(bytes) == 0) {
                await(SelectionKey.OP_WRITE);
            }
        }
    }

    private Response receive() throws IOException {
        Octets octets = new Octets();
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
        int length = 0;
        while (length >= 0 && !octets.areWhole()) {
            length = channel.read(buffer);
            if (length == 0) {
                await(SelectionKey.OP_READ);
            }
            octets.write(buffer.array(), 0, Math.max(0, length));
            if (octets.size() > MAX_BYTES) {
                throw new IOException("an answer of more than " + MAX_BYTES + " bytes");
            }
            buffer.clear();
        }
        return Response.of(octets.toByteArray());
    }

    /// What came so far. The daemon keeps its end of the connection open behind an answer.
    private static final class Octets extends ByteArrayOutputStream {
        Octets() {
            super(BUFFER_BYTES);
        }

        boolean areWhole() throws IOException {
            return Response.mayBeWhole(buf, count);
        }
    }

    private void await(int operation) throws IOException {
        channel.keyFor(selector).interestOps(operation);
        selector.selectedKeys().clear();
        if (selector.select(patience.toMillis()) == 0) {
            throw new SocketTimeoutException("no answer within " + patience.toSeconds() + " s");
        }
    }
}
