// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A built tree works where it was built, in a copy and after a move; its archives of classes hold for the first place.
@Timeout(120)
@Tag("end-to-end")
class MovedTreeEndToEnd {
    private static final Path HOME = Path.of(System.getProperty("baro.home"));
    private static final String FROM_ARCHIVE = "source: shared objects file";

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({
        "check --help, dev.baro.cli.Main",
        "run --help, dev.baro.balancer.Main",
        "dscp survey --help, dev.baro.balancer.survey.Main",
        "agent --help, dev.baro.agent.Main",
        "lab --help, dev.baro.lab.Main"
    })
    void loadsEachDeployableFromTheArchiveOfTheBuild(String verb, String main) throws Exception {
        assertThat(originOf(main, HOME, verb)).contains(FROM_ARCHIVE);
    }

    @Test
    void runsInACopyAndAfterAMove() throws Exception {
        Path copy = directory.resolve("copy");
        Path moved = directory.resolve("moved");
        Files.createDirectories(copy);
        run(new ProcessBuilder(
                        "cp", "-a", "--parents", "baro", "tools", "target/lib", "target/archives", copy.toString())
                .directory(HOME.toFile()));

        String inCopy = originOf("dev.baro.cli.Main", copy, "check --help");
        Files.move(copy, moved);
        String afterMove = originOf("dev.baro.cli.Main", moved, "check --help");

        assertThat(inCopy).contains(copy.toString());
        assertThat(afterMove).contains(moved.toString());
    }

    @Test
    void writesNothingIntoTheBuild() throws Exception {
        Map<Path, FileTime> before = files(HOME.resolve("target"));

        originOf("dev.baro.cli.Main", HOME, "check --help");

        assertThat(files(HOME.resolve("target"))).isEqualTo(before);
    }

    /// @return the line of the JVM's log that says where the class was loaded from; the verb must succeed
    private String originOf(String name, Path home, String verb) throws IOException, InterruptedException {
        Path log = directory.resolve("classes.log");
        ProcessBuilder baro =
                new ProcessBuilder(Stream.concat(Stream.of(home.resolve("baro").toString()), Stream.of(verb.split(" ")))
                        .toList());
        baro.environment().put("BARO_JAVA_OPTIONS", "-Xlog:class+load:file=" + log);
        run(baro);
        try (Stream<String> lines = Files.lines(log)) {
            return lines.filter(line -> line.contains(" " + name + " "))
                    .findFirst()
                    .orElse("");
        }
    }

    private void run(ProcessBuilder builder) throws IOException, InterruptedException {
        Path output = directory.resolve("output");
        int exitCode = builder.redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start()
                .waitFor();
        assertThat(exitCode).as(Files.readString(output)).isZero();
    }

    private static Map<Path, FileTime> files(Path directory) throws IOException {
        Map<Path, FileTime> files = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.toList()) {
                files.put(path, Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS));
            }
        }
        return files;
    }
}
