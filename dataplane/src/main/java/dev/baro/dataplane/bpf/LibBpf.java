// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.bpf;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.baro.dataplane.kernel.DataplaneException;
import dev.baro.dataplane.kernel.ErrnoException;
import dev.baro.dataplane.kernel.LibC;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/// Method handles for libbpf 1.x. Its functions that return an int return a negative errno on failure; those
/// that return a pointer return NULL and set errno.
public final class LibBpf {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final SymbolLookup LIBRARY = library();

    static final MethodHandle OBJECT_OPEN_MEM =
            capturing("bpf_object__open_mem", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG, ADDRESS));
    static final MethodHandle OBJECT_LOAD = handle("bpf_object__load", JAVA_INT, ADDRESS);
    static final MethodHandle OBJECT_CLOSE = handle("bpf_object__close", FunctionDescriptor.ofVoid(ADDRESS));
    static final MethodHandle FIND_PROGRAM = handle("bpf_object__find_program_by_name", ADDRESS, ADDRESS, ADDRESS);
    static final MethodHandle PROGRAM_FD = handle("bpf_program__fd", JAVA_INT, ADDRESS);
    static final MethodHandle PROGRAM_INSNS = handle("bpf_program__insns", ADDRESS, ADDRESS);
    static final MethodHandle PROGRAM_INSN_COUNT = handle("bpf_program__insn_cnt", JAVA_LONG, ADDRESS);
    static final MethodHandle FIND_MAP = handle("bpf_object__find_map_by_name", ADDRESS, ADDRESS, ADDRESS);
    static final MethodHandle MAP_FD = handle("bpf_map__fd", JAVA_INT, ADDRESS);
    static final MethodHandle MAP_KEY_SIZE = handle("bpf_map__key_size", JAVA_INT, ADDRESS);
    static final MethodHandle MAP_VALUE_SIZE = handle("bpf_map__value_size", JAVA_INT, ADDRESS);
    static final MethodHandle MAP_MAX_ENTRIES = handle("bpf_map__max_entries", JAVA_INT, ADDRESS);
    static final MethodHandle MAP_TYPE = handle("bpf_map__type", JAVA_INT, ADDRESS);
    static final MethodHandle MAP_FLAGS = handle("bpf_map__map_flags", JAVA_INT, ADDRESS);
    static final MethodHandle MAP_INNER = handle("bpf_map__inner_map", ADDRESS, ADDRESS);
    static final MethodHandle MAP_SET_MAX_ENTRIES = handle("bpf_map__set_max_entries", JAVA_INT, ADDRESS, JAVA_INT);
    static final MethodHandle MAP_REUSE_FD = handle("bpf_map__reuse_fd", JAVA_INT, ADDRESS, JAVA_INT);
    static final MethodHandle MAP_SET_PIN_PATH = handle("bpf_map__set_pin_path", JAVA_INT, ADDRESS, ADDRESS);
    static final MethodHandle MAP_SET_INITIAL =
            handle("bpf_map__set_initial_value", JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG);

    static final MethodHandle MAP_CREATE =
            handle("bpf_map_create", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS);
    public static final MethodHandle LOOKUP = handle("bpf_map_lookup_elem", JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
    static final MethodHandle UPDATE = handle("bpf_map_update_elem", JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG);
    static final MethodHandle UPDATE_BATCH =
            handle("bpf_map_update_batch", JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS);
    static final MethodHandle NEXT_KEY = handle("bpf_map_get_next_key", JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
    static final MethodHandle DELETE = handle("bpf_map_delete_elem", JAVA_INT, JAVA_INT, ADDRESS);
    static final MethodHandle OBJ_GET = handle("bpf_obj_get", JAVA_INT, ADDRESS);
    static final MethodHandle OBJ_PIN = handle("bpf_obj_pin", JAVA_INT, JAVA_INT, ADDRESS);
    static final MethodHandle OBJ_INFO = handle("bpf_obj_get_info_by_fd", JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
    static final MethodHandle LINK_CREATE = handle("bpf_link_create", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS);
    static final MethodHandle LINK_UPDATE = handle("bpf_link_update", JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS);
    static final MethodHandle LINK_DETACH = handle("bpf_link_detach", JAVA_INT, JAVA_INT);
    static final MethodHandle LINK_NEXT_ID = handle("bpf_link_get_next_id", JAVA_INT, JAVA_INT, ADDRESS);
    static final MethodHandle LINK_BY_ID = handle("bpf_link_get_fd_by_id", JAVA_INT, JAVA_INT);
    static final MethodHandle XDP_ATTACH = handle("bpf_xdp_attach", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS);
    static final MethodHandle XDP_DETACH = handle("bpf_xdp_detach", JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS);
    static final MethodHandle XDP_QUERY_ID = handle("bpf_xdp_query_id", JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS);
    static final MethodHandle TC_HOOK_CREATE = handle("bpf_tc_hook_create", JAVA_INT, ADDRESS);
    static final MethodHandle TC_ATTACH = handle("bpf_tc_attach", JAVA_INT, ADDRESS, ADDRESS);
    static final MethodHandle TC_DETACH = handle("bpf_tc_detach", JAVA_INT, ADDRESS, ADDRESS);
    static final MethodHandle TC_QUERY = handle("bpf_tc_query", JAVA_INT, ADDRESS, ADDRESS);
    static final MethodHandle ENABLE_STATS = handle("bpf_enable_stats", JAVA_INT, JAVA_INT);
    static final MethodHandle RING_NEW =
            capturing("ring_buffer__new", FunctionDescriptor.of(ADDRESS, JAVA_INT, ADDRESS, ADDRESS, ADDRESS));
    static final MethodHandle RING_POLL = handle("ring_buffer__poll", JAVA_INT, ADDRESS, JAVA_INT);
    static final MethodHandle RING_CONSUME = handle("ring_buffer__consume", JAVA_INT, ADDRESS);
    static final MethodHandle RING_FREE = handle("ring_buffer__free", FunctionDescriptor.ofVoid(ADDRESS));
    static final MethodHandle TEST_RUN = handle("bpf_prog_test_run_opts", JAVA_INT, JAVA_INT, ADDRESS);
    static final MethodHandle POSSIBLE_CPUS = handle("libbpf_num_possible_cpus", JAVA_INT);
    static final MethodHandle SET_PRINT = handle("libbpf_set_print", ADDRESS, ADDRESS);

    private LibBpf() {}

    public static int possibleCpus() {
        try {
            return ErrnoException.check("count cpus", (int) POSSIBLE_CPUS.invokeExact());
        } catch (Throwable e) {
            throw LibC.rethrow(e);
        }
    }

    private static MethodHandle handle(
            String name, java.lang.foreign.MemoryLayout result, java.lang.foreign.MemoryLayout... arguments) {
        return handle(name, FunctionDescriptor.of(result, arguments));
    }

    @SuppressWarnings("restricted")
    private static MethodHandle handle(String name, FunctionDescriptor type) {
        return LINKER.downcallHandle(symbol(name), type);
    }

    @SuppressWarnings("restricted")
    private static MethodHandle capturing(String name, FunctionDescriptor type) {
        return LINKER.downcallHandle(symbol(name), type, Linker.Option.captureCallState("errno"));
    }

    private static MemorySegment symbol(String name) {
        return LIBRARY.find(name)
                .orElseThrow(() -> new DataplaneException(
                        DataplaneException.Kind.UNSUPPORTED,
                        "libbpf.so.1 has no " + name + ": needs libbpf 1.1 or newer"));
    }

    @SuppressWarnings("restricted")
    private static SymbolLookup library() {
        try {
            return SymbolLookup.libraryLookup("libbpf.so.1", Arena.global());
        } catch (IllegalArgumentException e) {
            throw new DataplaneException(
                    DataplaneException.Kind.UNSUPPORTED,
                    "libbpf.so.1 is missing, on Debian: apt-get install libbpf1",
                    e);
        }
    }
}
