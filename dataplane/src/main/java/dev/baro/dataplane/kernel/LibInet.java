// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.kernel;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.baro.core.model.IpAddress;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Optional;
import java.util.function.BiFunction;

/// Internet sockets with options that the JDK lacks: the TTL of a unicast packet, raw ICMP messages.
public final class LibInet {
    private static final MethodHandle SETSOCKOPT = LibSocket.handle(
            "setsockopt", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle GETSOCKNAME =
            LibSocket.handle("getsockname", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
    private static final MethodHandle SENDTO = LibSocket.handle(
            "sendto", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle RECVFROM = LibSocket.handle(
            "recvfrom", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS));

    /// The larger of `struct sockaddr_in` (16) and `struct sockaddr_in6` (28).
    private static final int SOCKADDR_BYTES = 28;

    /// The offset of the port, which is the same in both structs.
    private static final int PORT_OFFSET = 2;

    private static final int V4_ADDRESS_OFFSET = 4;
    private static final int V6_ADDRESS_OFFSET = 8;

    /// Large enough for any ICMP error from a router (RFC 4443 section 3: up to the minimum MTU of 1,280).
    private static final int BUFFER_BYTES = 2048;

    private LibInet() {}

    public static int family(IpAddress address) {
        return address.isV4() ? LibSocket.AF_INET : LibSocket.AF_INET6;
    }

    /// @param values one or more 32-bit words in host byte order
    public static void option(String what, Fd socket, int level, int name, int... values) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(LibC.callState());
            MemorySegment value = arena.allocateFrom(JAVA_INT, values);
            int result =
                    (int) SETSOCKOPT.invokeExact(state, socket.number(), level, name, value, (int) value.byteSize());
            LibSocket.check("set " + what, result, state);
        } catch (Throwable e) {
            throw LibC.rethrow(e);
        }
    }

    /// Binds the socket to a free port.
    ///
    /// @return the port, 1..65535
    public static int bindToFreePort(String what, Fd socket, int family) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = arena.allocate(SOCKADDR_BYTES, 4);
            address.set(JAVA_SHORT, 0, (short) family);
            LibSocket.bind(what, socket, address.asSlice(0, sockaddrBytes(family)));
            MemorySegment state = arena.allocate(LibC.callState());
            MemorySegment length = arena.allocateFrom(JAVA_INT, SOCKADDR_BYTES);
            int result = (int) GETSOCKNAME.invokeExact(state, socket.number(), address, length);
            LibSocket.check("read the port of " + what, result, state);
            return Short.toUnsignedInt(address.get(StructFormat.NETWORK_SHORT, PORT_OFFSET));
        } catch (Throwable e) {
            throw LibC.rethrow(e);
        }
    }

    /// Sends a datagram of `bytes` zero bytes.
    public static void send(Fd socket, IpAddress to, int port, int bytes) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(LibC.callState());
            MemorySegment address = sockaddr(arena, to, port);
            long sent = (long) SENDTO.invokeExact(
                    state, socket.number(), arena.allocate(bytes), (long) bytes, 0, address, (int) address.byteSize());
            LibSocket.check("send to " + to, (int) sent, state);
        } catch (Throwable e) {
            throw LibC.rethrow(e);
        }
    }

    /// Receives one message. Blocks the calling thread in the kernel.
    ///
    /// @param reader the function that gets the sender and the message
    /// @return the result of `reader`; empty if nothing arrived in time
    public static <T> Optional<T> receive(Fd socket, int timeoutMs, BiFunction<IpAddress, byte[], Optional<T>> reader) {
        if (!LibSocket.awaitReadable(socket, timeoutMs)) {
            return Optional.empty();
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(LibC.callState());
            MemorySegment buffer = arena.allocate(BUFFER_BYTES);
            MemorySegment from = arena.allocate(SOCKADDR_BYTES, 4);
            MemorySegment length = arena.allocateFrom(JAVA_INT, SOCKADDR_BYTES);
            long read =
                    (long) RECVFROM.invokeExact(state, socket.number(), buffer, (long) BUFFER_BYTES, 0, from, length);
            int bytes = LibSocket.check("read", (int) read, state);
            return reader.apply(address(from), buffer.asSlice(0, bytes).toArray(JAVA_BYTE));
        } catch (Throwable e) {
            throw LibC.rethrow(e);
        }
    }

    private static MemorySegment sockaddr(Arena arena, IpAddress address, int port) {
        int family = family(address);
        byte[] bytes = address.bytes();
        MemorySegment sockaddr = arena.allocate(sockaddrBytes(family), 4);
        sockaddr.set(JAVA_SHORT, 0, (short) family);
        sockaddr.set(StructFormat.NETWORK_SHORT, PORT_OFFSET, (short) port);
        MemorySegment.copy(bytes, 0, sockaddr, JAVA_BYTE, addressOffset(family), bytes.length);
        return sockaddr;
    }

    private static IpAddress address(MemorySegment sockaddr) {
        int family = sockaddr.get(JAVA_SHORT, 0);
        int bytes = family == LibSocket.AF_INET ? 4 : 16;
        return IpAddress.of(sockaddr.asSlice(addressOffset(family), bytes).toArray(JAVA_BYTE));
    }

    private static int sockaddrBytes(int family) {
        return family == LibSocket.AF_INET ? 16 : SOCKADDR_BYTES;
    }

    private static int addressOffset(int family) {
        return family == LibSocket.AF_INET ? V4_ADDRESS_OFFSET : V6_ADDRESS_OFFSET;
    }
}
