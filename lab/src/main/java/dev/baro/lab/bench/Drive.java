// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.bench;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.baro.core.model.IpAddress;
import dev.baro.dataplane.BpfMap;
import dev.baro.dataplane.BpfObject;
import dev.baro.dataplane.BpfProgram;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/// The driver of `bench.bpf.c`: restores and varies the frame before each packet, and jumps into the program to be
/// measured.
final class Drive implements AutoCloseable {
    private static final int FRAME_BYTES = 64;
    private static final int IP_SUM_AT = FRAME_BYTES;
    private static final int TCP_SUM_AT = FRAME_BYTES + 4;
    private static final int FLOW_MASK_AT = FRAME_BYTES + 8;

    private final BpfObject object;
    private final MemorySegment memory;
    private final BpfMap jump;
    private final BpfProgram driver;

    private Drive(BpfObject object) {
        this.object = object;
        this.memory = object.map(".data.drive").memory(0);
        this.jump = object.map("jump");
        this.driver = object.program("bench_drive");
    }

    static Drive load() {
        try (InputStream in = Drive.class.getResourceAsStream("/dev/baro/lab/bench.bpf.o")) {
            if (in == null) {
                throw new IllegalStateException("bench.bpf.o is not in the jar");
            }
            BpfObject object = BpfObject.of("bench", in.readAllBytes());
            object.load();
            return new Drive(object);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// `return XDP_TX`.
    BpfProgram bare() {
        return object.program("bench_bare");
    }

    /// Chooses what comes in: TCP from 203.0.x.y to the destination, in `flows` flows.
    ///
    /// @param flows a power of two; 1 << 30 makes every packet a new flow for a long while
    void packets(IpAddress destination, int tcpFlags, int flows) {
        byte[] frame = frame(destination, tcpFlags);
        MemorySegment.copy(frame, 0, memory, JAVA_BYTE, 0, FRAME_BYTES);
        memory.set(JAVA_INT, IP_SUM_AT, sum(frame, 14, 34));
        memory.set(JAVA_INT, TCP_SUM_AT, sum(frame, 26, FRAME_BYTES) + 6 + FRAME_BYTES - 34);
        memory.set(JAVA_INT, FLOW_MASK_AT, flows - 1);
    }

    /// Runs the program on `count` packets.
    ///
    /// @param expectedAction the XDP action that the last packet must end in
    /// @return nanoseconds per packet, the driver's own included
    int nsPerPacket(BpfProgram program, int count, int expectedAction) {
        try (Arena arena = Arena.ofConfined()) {
            jump.write(0, arena.allocateFrom(JAVA_INT, program.fd()));
        }
        BpfProgram.TestRun run = driver.testRun(new byte[FRAME_BYTES], 0, count);
        if (run.result() != expectedAction) {
            throw new IllegalStateException(
                    program.name() + " ended in XDP action " + run.result() + " instead of " + expectedAction);
        }
        return run.ns();
    }

    @Override
    public void close() {
        object.close();
    }

    private static byte[] frame(IpAddress destination, int tcpFlags) {
        byte[] frame = new byte[FRAME_BYTES];
        ByteBuffer.wrap(frame)
                .put(new byte[] {2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 8, 0})
                .put(new byte[] {0x45, 0, 0, FRAME_BYTES - 14, 0x12, 0x34, 0, 0, 64, 6, 0, 0})
                .put(new byte[] {(byte) 203, 0, 0, 0})
                .put(destination.bytes())
                .putShort((short) 0)
                .putShort((short) 80)
                .putLong(0x0102030405060708L)
                .put((byte) 0x50)
                .put((byte) tcpFlags)
                .putInt(0x72100000);
        return frame;
    }

    private static int sum(byte[] frame, int from, int to) {
        int sum = 0;
        for (int i = from; i < to; i += 2) {
            sum += (frame[i] & 0xff) << 8 | frame[i + 1] & 0xff;
        }
        return sum;
    }
}
