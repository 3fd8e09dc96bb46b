// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer;

import dev.baro.dataplane.kernel.Fd;
import dev.baro.dataplane.kernel.LibSocket;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The ear of a service manager.
final class NotifySocket implements AutoCloseable {
    private static final int AF_UNIX = 1;

    private final Fd socket = LibSocket.open("service manager", AF_UNIX, LibSocket.SOCK_DGRAM);

    NotifySocket(Path path) {
        try (Arena arena = Arena.ofConfined()) {
            byte[] name = path.toString().getBytes(StandardCharsets.UTF_8);
            MemorySegment address = arena.allocate(2L + name.length, 2);
            address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_UNIX);
            MemorySegment.copy(name, 0, address, ValueLayout.JAVA_BYTE, 2, name.length);
            LibSocket.bind(path.toString(), socket, address);
        }
    }

    /// @return what comes next within the time
    Optional<String> next(Duration within) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(4096);
            return LibSocket.receive(socket, buffer, (int) within.toMillis())
                    ? Optional.of(buffer.getString(0))
                    : Optional.empty();
        }
    }

    /// @return everything up to the first that begins with these words
    List<String> until(String beginning, Duration within) {
        List<String> heard = new ArrayList<>();
        long deadlineNs = System.nanoTime() + within.toNanos();
        while (System.nanoTime() < deadlineNs) {
            Optional<String> next = next(Duration.ofMillis(100));
            next.ifPresent(heard::add);
            if (next.filter(text -> text.startsWith(beginning)).isPresent()) {
                return heard;
            }
        }
        throw new AssertionError("heard no " + beginning + " but " + heard);
    }

    @Override
    public void close() {
        socket.close();
    }
}
