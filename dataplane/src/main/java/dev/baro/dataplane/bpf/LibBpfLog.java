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
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Collects libbpf's messages during loading, for use in error messages. It never prints them.
final class LibBpfLog {
    /// The limit counts messages, not lines: a verifier's log is one message of at most 16 MB.
    private static final int MAX_MESSAGES = 10_000;
    /// A value of enum libbpf_print_level.
    private static final int WARNING = 0;

    /// @param level a value of enum libbpf_print_level
    record Message(int level, String text) {}

    private static final List<Message> MESSAGES = new ArrayList<>();

    private LibBpfLog() {}

    /// Captures libbpf's output until the process ends.
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

    /// All messages since the last call.
    static synchronized List<Message> drain() {
        List<Message> messages = List.copyOf(MESSAGES);
        MESSAGES.clear();
        return messages;
    }

    static String text(List<Message> messages) {
        return messages.stream().map(Message::text).collect(Collectors.joining());
    }

    /// The kernel's reason for refusing a netlink request (libbpf: src/nlattr.c).
    static Optional<String> kernelMessage(List<Message> messages) {
        Pattern said = Pattern.compile("Kernel error message: (.*?)\\s*$", Pattern.MULTILINE);
        return messages.stream()
                .map(message -> said.matcher(message.text()))
                .filter(Matcher::find)
                .map(found -> found.group(1))
                .findFirst();
    }

    /// The reason why an object was not loaded: the verifier's message, or libbpf's last informative warning.
    static String reason(List<Message> messages) {
        return VerifierRefusal.in(text(messages))
                .map(VerifierRefusal::text)
                .orElseGet(() -> messages.reversed().stream()
                        .filter(message -> message.level() == WARNING)
                        .map(message -> message.text().strip().replaceFirst("^libbpf: ", ""))
                        .filter(text -> !text.isEmpty() && !text.startsWith("failed to load object"))
                        .findFirst()
                        .orElse("no reason given"));
    }

    /// Called by libbpf. Exceptions must not reach C.
    @SuppressWarnings("unused")
    private static synchronized int print(int level, MemorySegment format, MemorySegment vaList) {
        try {
            if (MESSAGES.size() < MAX_MESSAGES) {
                MESSAGES.add(new Message(level, LibC.format(format, vaList)));
            }
            return 0;
        } catch (RuntimeException | Error e) {
            return -1;
        }
    }
}
