// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.route;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Predicate;

/// A conversation with another daemon of this host over its Unix socket. It ends at a deadline, so a daemon that
/// hangs delays nobody for long.
final class ControlSocket implements AutoCloseable {
    private static final int MAX_BYTES = 8 << 20;
    private static final int TAIL_BYTES = 512;

    private final SocketChannel channel;
    private final Selector selector;
    private final Duration within;
    private final long deadlineNs;
    private final ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);

    private ControlSocket(SocketChannel channel, Selector selector, Duration within) {
        this.channel = channel;
        this.selector = selector;
        this.within = within;
        this.deadlineNs = System.nanoTime() + within.toNanos();
    }

    /// @param within the time for the whole conversation
    static ControlSocket open(Path path, Duration within) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.configureBlocking(false);
            if (!channel.connect(UnixDomainSocketAddress.of(path))) {
                throw new IOException("it accepts no connection now");
            }
            return new ControlSocket(channel, Selector.open(), within);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /// Sends a question, which may be empty, and reads to the end of the answer.
    ///
    /// @param isWhole whether an answer with this end is complete
    /// @throws IOException if the answer is not complete in time, or too long
    String ask(String question, Predicate<String> isWhole) throws IOException {
        ByteBuffer words = ByteBuffer.wrap(question.getBytes(StandardCharsets.UTF_8));
        while (words.hasRemaining()) {
            if (channel.write(words) == 0) {
                await(SelectionKey.OP_WRITE);
            }
        }
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        byte[] tail = {};
        while (answer.size() == 0 || !isWhole.test(new String(tail, StandardCharsets.ISO_8859_1))) {
            await(SelectionKey.OP_READ);
            buffer.clear();
            int count = channel.read(buffer);
            if (count < 0) {
                throw new IOException("it closed the connection");
            }
            byte[] octets = Arrays.copyOf(buffer.array(), count);
            answer.write(octets);
            if (answer.size() > MAX_BYTES) {
                throw new IOException("its answer has more than " + MAX_BYTES + " bytes");
            }
            tail = end(tail, octets);
        }
        return answer.toString(StandardCharsets.UTF_8);
    }

    private static byte[] end(byte[] before, byte[] octets) {
        byte[] both = Arrays.copyOf(before, before.length + octets.length);
        System.arraycopy(octets, 0, both, before.length, octets.length);
        return Arrays.copyOfRange(both, Math.max(0, both.length - TAIL_BYTES), both.length);
    }

    private void await(int operation) throws IOException {
        channel.register(selector, operation);
        long leftMs = (deadlineNs - System.nanoTime()) / 1_000_000;
        if (leftMs <= 0 || selector.select(leftMs) == 0) {
            throw new IOException("no answer within " + within.toMillis() + " ms");
        }
        selector.selectedKeys().clear();
    }

    @Override
    public void close() throws IOException {
        selector.close();
        channel.close();
    }
}
