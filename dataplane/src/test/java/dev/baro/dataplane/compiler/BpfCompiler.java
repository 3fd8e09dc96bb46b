// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.compiler;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Compiles BPF programs as the build does, by `tools/compile-bpf`.
///
/// @param clang `clang` for the build's own, or one of a version such as `clang-19`
public record BpfCompiler(String clang) {
    public static final BpfCompiler OF_THE_BUILD = new BpfCompiler("clang");

    private static final Path TOOLS = Path.of("..", "tools").toAbsolutePath();

    /// Those of this distribution, whether they are installed or not.
    public static List<BpfCompiler> all() throws IOException {
        return run(new ProcessBuilder(TOOLS.resolve("compilers").toString()))
                .lines()
                .map(BpfCompiler::new)
                .toList();
    }

    /// Compiles every `NAME.bpf.c` of a folder and of the folders in it to `NAME.bpf.o` in another.
    ///
    /// @throws AssertionError with what the compiler said, or what to install
    public void compile(Path sources, Path target, String... options) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(TOOLS.resolve("compile-bpf").toString(), sources.toString(), target.toString()));
        command.addAll(List.of(options));
        ProcessBuilder process = new ProcessBuilder(command);
        process.environment().put("CLANG", clang);
        String _ = run(process);
    }

    /// Such as 19.
    public int majorVersion() {
        try {
            return Integer.parseInt(
                    run(new ProcessBuilder(clang, "-dumpversion")).strip().replaceFirst("\\..*", ""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String run(ProcessBuilder command) throws IOException {
        Path output = Files.createTempFile("baro", ".log");
        Process process = command.redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            int status = process.waitFor();
            String said = Files.readString(output);
            if (status != 0) {
                throw new AssertionError(command.command() + ": " + said.strip());
            }
            return said;
        } catch (InterruptedException e) {
            process.destroy();
            throw new IllegalStateException("interrupted", e);
        } finally {
            Files.delete(output);
        }
    }

    @Override
    public String toString() {
        return clang;
    }
}
