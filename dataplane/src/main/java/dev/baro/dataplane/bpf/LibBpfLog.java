// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.bpf;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.baro.dataplane.kernel.LibC;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;

/// What libbpf said while an object was loaded: kept for the error message, printed never.
final class LibBpfLog {
    /// A verifier log has some ten thousand lines; the end of it tells the reason.
    private static final int MAX_LINES = 10_000;

    private static final List<String> LINES = new ArrayList<>();

    private LibBpfLog() {}

    /// Takes over libbpf's output for the life of the process.
    @SuppressWarnings("restricted")
    static void capture() {
        try {
            MethodHandle target = MethodHandles.lookup()
                    .findStatic(
                            LibBpfLog.class,
                            "print",
                            MethodType.methodType(int.class, int.class, MemorySegment.class, MemorySegment.class));
            MemorySegment callback = Linker.nativeLinker()
                    .upcallStub(target, FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS), Arena.global());
            MemorySegment _ = (MemorySegment) LibBpf.SET_PRINT.invokeExact(callback);
        } catch (Throwable e) {
            throw LibC.rethrow(e);
        }
    }

    /// Everything said since the last call.
    static synchronized List<String> drain() {
        List<String> lines = List.copyOf(LINES);
        LINES.clear();
        return lines;
    }

    /// The last line that tells a reason: the verifier closes with statistics.
    static String reason(List<String> lines) {
        return lines.reversed().stream()
                .flatMap(line -> line.lines().toList().reversed().stream())
                .map(String::strip)
                .filter(
                        line -> !line.isEmpty()
                                && !line.matches(
                                        "processed \\d.*|verification time.*|stack depth.*|-- .* --|libbpf: (failed to load|prog).*"))
                .findFirst()
                .orElse("no reason given");
    }

    /// Called by libbpf. Nothing may be thrown into C.
    @SuppressWarnings("unused")
    private static synchronized int print(int level, MemorySegment format, MemorySegment vaList) {
        try {
            if (LINES.size() < MAX_LINES) {
                LINES.add(LibC.format(format, vaList));
            }
            return 0;
        } catch (RuntimeException | Error e) {
            return -1;
        }
    }
}
