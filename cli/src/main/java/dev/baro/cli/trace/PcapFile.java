// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.trace;

import dev.baro.core.api.TraceReport.Frame;
import dev.baro.core.api.TraceReport.Packet;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.concurrent.TimeUnit;

/// A pcapng file (draft-ietf-opsawg-pcapng) with packets on two interfaces, `before` and `after`.
final class PcapFile implements AutoCloseable {
    /// A file that discards everything written to it.
    static final PcapFile NONE = new PcapFile(OutputStream.nullOutputStream());

    private static final int SECTION_HEADER = 0x0a0d0d0a;
    private static final int INTERFACE_DESCRIPTION = 1;
    private static final int ENHANCED_PACKET = 6;
    private static final int BYTE_ORDER_MAGIC = 0x1a2b3c4d;
    private static final short LINKTYPE_ETHERNET = 1;
    private static final int SNAPSHOT = 256;
    private static final short IF_NAME = 2;
    private static final int BEFORE = 0;
    private static final int AFTER = 1;

    private final OutputStream out;
    private final long begunUs = TimeUnit.MILLISECONDS.toMicros(Instant.now().toEpochMilli());

    private PcapFile(OutputStream out) {
        this.out = out;
    }

    static PcapFile create(Path path) throws IOException {
        PcapFile file = new PcapFile(Files.newOutputStream(path));
        file.block(
                SECTION_HEADER,
                buffer(16)
                        .putInt(BYTE_ORDER_MAGIC)
                        .putShort((short) 1)
                        .putShort((short) 0)
                        .putLong(-1));
        file.describe("before");
        file.describe("after");
        return file;
    }

    /// Writes the packet as it arrived and, if it was sent on, as it left.
    void add(Packet packet) throws IOException {
        long us = begunUs + Math.round(packet.seconds() * 1e6);
        frame(BEFORE, us, packet.before());
        if (packet.left()) {
            frame(AFTER, us, packet.after());
        }
    }

    private void describe(String name) throws IOException {
        byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer body = buffer(8 + 4 + padded(bytes.length) + 4)
                .putShort(LINKTYPE_ETHERNET)
                .putShort((short) 0)
                .putInt(SNAPSHOT)
                .putShort(IF_NAME)
                .putShort((short) bytes.length)
                .put(bytes);
        block(INTERFACE_DESCRIPTION, body.position(body.capacity()));
    }

    private void frame(int interfaceNumber, long us, Frame frame) throws IOException {
        byte[] data = Base64.getDecoder().decode(frame.data());
        ByteBuffer body = buffer(20 + padded(data.length))
                .putInt(interfaceNumber)
                .putInt((int) (us >>> 32))
                .putInt((int) us)
                .putInt(data.length)
                .putInt(frame.bytes())
                .put(data);
        block(ENHANCED_PACKET, body.position(body.capacity()));
    }

    /// @param body the body; the buffer's position is at the end of its content
    private void block(int type, ByteBuffer body) throws IOException {
        int bytes = 12 + body.position();
        out.write(buffer(bytes)
                .putInt(type)
                .putInt(bytes)
                .put(body.flip())
                .putInt(bytes)
                .array());
    }

    private static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static int padded(int bytes) {
        return (bytes + 3) & ~3;
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
