// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.probe;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/// Runs code in a network namespace, on a thread that is there for good. Threads that it starts are there, too.
public final class InNetwork {
    private static final int CLONE_NEWNET = 0x40000000;

    private static final MethodHandle OPEN =
            handle("open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT), Linker.Option.firstVariadicArg(2));
    private static final MethodHandle SETNS = handle("setns", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle CLOSE = handle("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    private InNetwork() {}

    public static <T> T call(String namespace, Callable<T> body) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread.ofPlatform().name("in " + namespace).daemon().start(() -> {
            try {
                enter(Path.of("/run/netns", namespace));
                result.complete(body.call());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        return result.join();
    }

    private static void enter(Path namespace) throws Throwable {
        try (Arena arena = Arena.ofConfined()) {
            int fd = (int) OPEN.invokeExact(arena.allocateFrom(namespace.toString()), 0);
            int result = (int) SETNS.invokeExact(fd, CLONE_NEWNET);
            int _ = (int) CLOSE.invokeExact(fd);
            if (result != 0) {
                throw new IllegalStateException("cannot enter " + namespace);
            }
        }
    }

    @SuppressWarnings("restricted")
    private static MethodHandle handle(String name, FunctionDescriptor type, Linker.Option... options) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), type, options);
    }
}
