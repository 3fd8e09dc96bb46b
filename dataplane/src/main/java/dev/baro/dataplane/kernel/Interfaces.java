// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.kernel;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Optional;
import java.util.OptionalInt;

/// The names and numbers of network interfaces, from if_nametoindex(3). Unlike the JDK's list, they include
/// interfaces without an address.
public final class Interfaces {
    private static final Linker LINKER = Linker.nativeLinker();

    @SuppressWarnings("restricted")
    private static final MethodHandle NAME_TO_INDEX = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("if_nametoindex"), FunctionDescriptor.of(JAVA_INT, ADDRESS));

    @SuppressWarnings("restricted")
    private static final MethodHandle INDEX_TO_NAME = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("if_indextoname"), FunctionDescriptor.of(ADDRESS, JAVA_INT, ADDRESS));

    /// IF_NAMESIZE of net/if.h.
    private static final int NAME_BYTES = 16;

    private Interfaces() {}

    /// @return the number in the network namespace of this process
    /// @throws DataplaneException if there is no such interface
    public static int index(String name) {
        return find(name).orElseThrow(() -> new DataplaneException("there is no interface " + name + "; see: ip link"));
    }

    /// @return the number in the network namespace of this process; empty if there is no such interface
    public static OptionalInt find(String name) {
        try (Arena arena = Arena.ofConfined()) {
            int index = (int) NAME_TO_INDEX.invokeExact(arena.allocateFrom(name));
            return index == 0 ? OptionalInt.empty() : OptionalInt.of(index);
        } catch (Throwable e) {
            throw LibC.rethrow(e);
        }
    }

    /// @return the name; empty if no interface has this number
    public static Optional<String> name(int index) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocate(NAME_BYTES);
            MemorySegment found = (MemorySegment) INDEX_TO_NAME.invokeExact(index, name);
            return found.address() == 0 ? Optional.empty() : Optional.of(name.getString(0));
        } catch (Throwable e) {
            throw LibC.rethrow(e);
        }
    }
}
