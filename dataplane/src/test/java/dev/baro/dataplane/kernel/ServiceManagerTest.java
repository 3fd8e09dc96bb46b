// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(NoDescriptorLeaks.class)
class ServiceManagerTest {
    @TempDir
    private Path directory;

    @Test
    void isToldInOneDatagramEach() {
        String path = directory.resolve("notify").toString();
        try (Fd socket = listen(path)) {
            ServiceManager manager = new ServiceManager(Map.of("NOTIFY_SOCKET", path));

            assertThat(manager.ready("two\nlines")).isEmpty();
            assertThat(next(socket)).isEqualTo("READY=1\nSTATUS=two lines");
            manager.alive();
            assertThat(next(socket)).isEqualTo("WATCHDOG=1");
            manager.stopping("bye");
            assertThat(next(socket)).isEqualTo("STOPPING=1\nSTATUS=bye");
        }
    }

    @Test
    void readingTheFirstConfigurationIsPartOfTheStart() {
        String path = directory.resolve("notify").toString();
        try (Fd socket = listen(path)) {
            ServiceManager manager = new ServiceManager(Map.of("NOTIFY_SOCKET", path));

            manager.reloading();
            manager.reloaded("nothing yet");
            String _ = manager.ready("up");
            assertThat(next(socket)).isEqualTo("READY=1\nSTATUS=up");

            long beforeUs = System.nanoTime() / 1000;
            manager.reloading();
            String reloading = next(socket);
            assertThat(reloading).startsWith("RELOADING=1\nMONOTONIC_USEC=");
            assertThat(Long.parseLong(reloading.replaceFirst("(?s).*=", "")))
                    .isBetween(beforeUs, System.nanoTime() / 1000);
            manager.reloaded("revision 2");
            assertThat(next(socket)).isEqualTo("READY=1\nSTATUS=revision 2");
        }
    }

    /// As systemd's are for some users: a name without a file.
    @Test
    void listensAtAnAbstractNameToo() {
        String name = "@baro-test-" + ProcessHandle.current().pid();
        try (Fd socket = listen(name)) {
            assertThat(new ServiceManager(Map.of("NOTIFY_SOCKET", name)).ready("up"))
                    .isEmpty();

            assertThat(next(socket)).isEqualTo("READY=1\nSTATUS=up");
        }
    }

    @Test
    void thatDoesNotListenIsNamed() {
        String path = directory.resolve("nothing-here").toString();

        assertThat(new ServiceManager(Map.of("NOTIFY_SOCKET", path)).ready("up"))
                .contains(path);
        assertThat(ServiceManager.NONE.ready("up")).isEmpty();
    }

    @Test
    void watchesOnlyTheProcessThatItMeans() {
        long own = ProcessHandle.current().pid();

        assertThat(watchdog(Map.of("WATCHDOG_USEC", "10000000"))).isEqualTo(Duration.ofSeconds(10));
        assertThat(watchdog(Map.of("WATCHDOG_USEC", "10000000", "WATCHDOG_PID", Long.toString(own))))
                .isEqualTo(Duration.ofSeconds(10));
        assertThat(watchdog(Map.of("WATCHDOG_USEC", "10000000", "WATCHDOG_PID", Long.toString(own + 1))))
                .isZero();
        assertThat(watchdog(Map.of("WATCHDOG_USEC", "soon"))).isZero();
        assertThat(watchdog(Map.of())).isZero();
    }

    private static Duration watchdog(Map<String, String> environment) {
        Map<String, String> all = new java.util.HashMap<>(environment);
        all.put("NOTIFY_SOCKET", "/run/notify");
        return new ServiceManager(all).watchdog().orElse(Duration.ZERO);
    }

    private static Fd listen(String name) {
        Fd socket = LibSocket.open("manager", 1, LibSocket.SOCK_DGRAM);
        try (Arena arena = Arena.ofConfined()) {
            byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
            bytes[0] = bytes[0] == '@' ? 0 : bytes[0];
            MemorySegment address = arena.allocate(2L + bytes.length, 2);
            address.set(ValueLayout.JAVA_SHORT, 0, (short) 1);
            MemorySegment.copy(bytes, 0, address, ValueLayout.JAVA_BYTE, 2, bytes.length);
            LibSocket.bind(name, socket, address);
        }
        return socket;
    }

    private static String next(Fd socket) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(4096);
            assertThat(LibSocket.receive(socket, buffer, 10_000))
                    .as("a datagram")
                    .isTrue();
            return buffer.getString(0);
        }
    }
}
