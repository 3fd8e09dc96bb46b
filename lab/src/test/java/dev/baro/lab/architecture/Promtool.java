// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.architecture;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/// What Prometheus itself says of files for it.
public record Promtool(Path directory) {

    public record Output(int exit, String text) {}

    /// Skips the test where there is no promtool and none can be downloaded.
    ///
    /// @param directory where it runs
    public static Promtool in(Path directory) throws IOException, InterruptedException {
        Promtool promtool = new Promtool(directory);
        assumeTrue(promtool.run().exit() == 0, "promtool is not there and cannot be downloaded");
        return promtool;
    }

    public Output run(String... words) throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(ClassFiles.ROOT.resolve("tools/promtool").toString());
        builder.command().addAll(List.of(words));
        Process process =
                builder.directory(directory.toFile()).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Output(process.waitFor(), text);
    }
}
