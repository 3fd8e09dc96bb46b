// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.lab.network.Names;
import dev.baro.lab.proof.ProofResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import tools.jackson.databind.json.JsonMapper;

/// One `./baro lab run`, started to outlive its terminal.
record LabRun(int exitCode, List<ProofResult> results, String errors) {
    private static final Path LAUNCHER = Path.of(System.getProperty("baro.home"), "baro");

    /// @param outputs a directory for what it prints
    static LabRun of(Names names, Path outputs, String... options) throws IOException, InterruptedException {
        return with(names, outputs, outputs, options);
    }

    /// As an operator does whose host, C library and JDK speak Korean.
    static LabRun inKorean(Names names, Path outputs, String... options) throws IOException, InterruptedException {
        Path locales = LAUNCHER.resolveSibling("target").resolve("locale");
        return run(
                names,
                outputs,
                Map.of(
                        "LOCPATH", locales.toString(),
                        "LANGUAGE", "ko",
                        "LC_ALL", "ko_KR.UTF-8",
                        "BARO_JAVA_OPTIONS", "-Duser.language=ko"),
                options);
    }

    /// @param programs a directory with programs that are found before the system's
    static LabRun with(Names names, Path outputs, Path programs, String... options)
            throws IOException, InterruptedException {
        return run(names, outputs, Map.of("PATH", programs + ":" + System.getenv("PATH")), options);
    }

    private static LabRun run(Names names, Path outputs, Map<String, String> environment, String... options)
            throws IOException, InterruptedException {
        Path output = outputs.resolve("out");
        Path error = outputs.resolve("err");
        List<String> words = new ArrayList<>(List.of("run", "-o", "json"));
        words.addAll(List.of(options));
        ProcessBuilder builder =
                lab(names, words).redirectOutput(output.toFile()).redirectError(error.toFile());
        builder.environment().putAll(environment);
        Process lab = builder.start();
        int exitCode = lab.waitFor();
        String errors = Files.readString(error);
        String json = Files.readString(output);
        assertThat(json).as(errors).isNotBlank();
        return new LabRun(exitCode, List.of(new JsonMapper().readValue(json, ProofResult[].class)), errors);
    }

    /// After a run that was broken off, too.
    static void remove(Names names) throws IOException, InterruptedException {
        lab(names, List.of("down"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    Stream<DynamicTest> proofs() {
        return results.stream()
                .map(result -> DynamicTest.dynamicTest(
                        result.name(),
                        () -> assertThat(result.ok()).as(result.line()).isTrue()));
    }

    /// As under `nohup`, in the background.
    private static ProcessBuilder lab(Names names, List<String> arguments) {
        ProcessBuilder builder = new ProcessBuilder(Stream.concat(
                        Stream.of("sh", "-c", "trap '' HUP INT; exec \"$@\"", "sh", LAUNCHER.toString(), "lab"),
                        arguments.stream())
                .toList());
        builder.environment().put("BARO_LAB_PREFIX", names.prefix());
        return builder;
    }
}
