// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The files of the page are what its sources in `web` give, byte for byte. Built below `target`.
@Tag("end-to-end")
@Timeout(600)
class BundleTest {
    private static final Path SOURCES = Path.of("..", "web");
    private static final Path BUNDLE = Path.of("src", "main", "resources", "dev", "baro", "balancer", "web");
    private static final Path BUILT = Path.of("target", "page");

    @Test
    void isWhatTheSourcesGive() throws Exception {
        assumeTrue(isThere("npm") && isThere("node"), "needs npm and node, to build the page");
        Path web = copySources();
        run(web, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");
        run(web, "npm", "run", "build", "--", "--outDir", "../bundle");

        Map<String, byte[]> built = files(BUILT.resolve("bundle"));

        assertThat(built).hasSameSizeAs(files(BUNDLE));
        files(BUNDLE)
                .forEach((name, bytes) -> assertThat(built.get(name))
                        .as(name + " is not what web/ gives; run: cd web && npm ci && npm run build")
                        .isEqualTo(bytes));
    }

    private static Path copySources() throws IOException {
        Path web = BUILT.resolve("web");
        try (Stream<Path> all = Files.walk(SOURCES)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                Path name = SOURCES.relativize(file);
                if (!name.startsWith("node_modules")) {
                    Path copy = web.resolve(name);
                    Files.createDirectories(copy.getParent());
                    Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
        return web;
    }

    private static void run(Path directory, String... command) throws IOException, InterruptedException {
        Path log = BUILT.resolve("npm.log");
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        boolean ended = process.waitFor(5, TimeUnit.MINUTES);
        if (!ended || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException(String.join(" ", command) + ":\n" + Files.readString(log));
        }
    }

    private static Map<String, byte[]> files(Path directory) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> all = Files.list(directory)) {
            for (Path file : all.toList()) {
                files.put(file.getFileName().toString(), Files.readAllBytes(file));
            }
        }
        return files;
    }

    private static boolean isThere(String program) {
        return List.of(System.getenv("PATH").split(":", -1)).stream()
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }
}
