// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// Notifies the service manager that started this process, such as systemd, with sd_notify(3): each
/// notification is one datagram of `NAME=value` lines to the socket in NOTIFY_SOCKET. Does nothing if no
/// manager requested notifications. Never blocks.
public final class ServiceManager {
    /// The object for a process that no service manager started.
    public static final ServiceManager NONE = new ServiceManager(Map.of());

    private static final int AF_UNIX = 1;
    private static final int SOCK_NONBLOCK = 0x800;

    private final String socket;
    private final Duration watchdog;
    private volatile boolean ready;

    /// @param environment the environment of this process
    ServiceManager(Map<String, String> environment) {
        this.socket = environment.getOrDefault("NOTIFY_SOCKET", "");
        this.watchdog = watchdog(environment);
    }

    public static ServiceManager ofProcess() {
        return new ServiceManager(System.getenv());
    }

    /// The watchdog timeout after which the manager restarts this process; empty without a watchdog.
    public Optional<Duration> watchdog() {
        return socket.isEmpty() || watchdog.isZero() ? Optional.empty() : Optional.of(watchdog);
    }

    /// Reports that the process has finished starting.
    ///
    /// @param status a line for human readers
    /// @return why the notification failed; empty if it succeeded or was not requested
    public String ready(String status) {
        ready = true;
        return tell("READY=1\nSTATUS=" + oneLine(status));
    }

    /// Reports that a configuration is being read, until [#reloaded(String)]. Before [#ready(String)], reading
    /// it is part of the start.
    public void reloading() {
        if (ready) {
            // System.nanoTime() is CLOCK_MONOTONIC, the manager's clock.
            String _ = tell("RELOADING=1\nMONOTONIC_USEC=" + System.nanoTime() / 1000);
        }
    }

    /// Reports that the configuration is in force, or was refused.
    public void reloaded(String status) {
        if (ready) {
            String _ = ready(status);
        }
    }

    /// Reports that the shutdown has begun.
    public void stopping(String status) {
        String _ = tell("STOPPING=1\nSTATUS=" + oneLine(status));
    }

    /// Resets the watchdog. Call this at shorter intervals than [#watchdog()].
    public void alive() {
        String _ = tell("WATCHDOG=1");
    }

    private String tell(String lines) {
        if (socket.isEmpty()) {
            return "";
        }
        try (Fd fd = LibSocket.open("socket of the service manager", AF_UNIX, LibSocket.SOCK_DGRAM | SOCK_NONBLOCK);
                Arena arena = Arena.ofConfined()) {
            byte[] bytes = lines.getBytes(StandardCharsets.UTF_8);
            MemorySegment message = arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
            int errno = LibSocket.send(arena.allocate(LibC.callState()), fd, message, address(arena));
            return errno == 0 ? "" : "send to " + socket + ": errno " + errno;
        } catch (ErrnoException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /// `struct sockaddr_un` of unix(7): a name with a leading `@` is in the abstract namespace, where names
    /// begin with a zero byte.
    private MemorySegment address(Arena arena) {
        byte[] name = socket.getBytes(StandardCharsets.UTF_8);
        if (name[0] == '@') {
            name[0] = 0;
        }
        MemorySegment address = arena.allocate(Short.BYTES + (long) name.length, Short.BYTES);
        address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_UNIX);
        MemorySegment.copy(name, 0, address, ValueLayout.JAVA_BYTE, Short.BYTES, name.length);
        return address;
    }

    /// The variables may be intended for another process, such as a parent that passed on its environment. In
    /// that case, this process has no watchdog.
    private static Duration watchdog(Map<String, String> environment) {
        String own = Long.toString(ProcessHandle.current().pid());
        if (!environment.getOrDefault("WATCHDOG_PID", own).equals(own)) {
            return Duration.ZERO;
        }
        try {
            return Duration.ofNanos(
                    Math.multiplyExact(Long.parseLong(environment.getOrDefault("WATCHDOG_USEC", "0")), 1000));
        } catch (ArithmeticException | NumberFormatException e) {
            return Duration.ZERO;
        }
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\s+", " ");
    }
}
