// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.kernel;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// A network namespace that lives as long as the body which runs in it; loopback is up.
public final class OwnNetwork {
    private static final int CLONE_NEWNET = 0x40000000;

    private OwnNetwork() {}

    public interface Body {
        void run() throws Exception;
    }

    public static void run(Body body) {
        CompletableFuture<Void> result = new CompletableFuture<>();
        Thread.ofPlatform().name("own network").start(() -> {
            try {
                enter();
                ip("link set lo up");
                body.run();
                result.complete(null);
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        result.join();
    }

    /// @param words behind `ip`, separated by spaces
    public static String ip(String words) throws IOException {
        return command("ip " + words);
    }

    /// @param words separated by spaces
    /// @param last  words that may hold spaces
    public static String command(String words, String... last) throws IOException {
        List<String> all = new ArrayList<>(List.of(words.split(" ", -1)));
        all.addAll(List.of(last));
        Process process = new ProcessBuilder(all).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.onExit().join().exitValue() != 0) {
            throw new IOException(words + ": " + output);
        }
        return output;
    }

    @SuppressWarnings("restricted")
    static void enter() throws Throwable {
        Linker linker = Linker.nativeLinker();
        MethodHandle unshare = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("unshare"), FunctionDescriptor.of(JAVA_INT, JAVA_INT));
        if ((int) unshare.invokeExact(CLONE_NEWNET) != 0) {
            throw new IllegalStateException("no network namespace");
        }
    }
}
