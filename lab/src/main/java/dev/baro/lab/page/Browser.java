// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.page;

import dev.baro.lab.host.Lab;
import dev.baro.lab.network.LabException;
import dev.baro.lab.proof.Proof.Finding;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Chromium in the balancer's namespace, which executes the steps of `web/test/page.mjs`. It starts with the
/// first step and ends with the namespace.
final class Browser {
    /// The directory with the browser's packages, created by `tools/page-packages`.
    private static final Path WEB = Path.of(System.getProperty("baro.home", "."), "target", "web");

    private static final JsonMapper JSON = new JsonMapper();

    private final Lab lab;
    private Optional<Process> process = Optional.empty();
    private Optional<BufferedReader> answers = Optional.empty();

    Browser(Lab lab) {
        this.lab = lab;
    }

    /// Executes one step completely.
    ///
    /// @return the browser's answer: `ok`, `measured`, and the step's other measurements
    synchronized JsonNode take(String step) {
        begin(step);
        return end();
    }

    static Finding finding(JsonNode answer) {
        return new Finding(
                answer.path("ok").asBoolean(), answer.path("measured").asString());
    }

    /// Begins a step, and returns so that the lab can make a change during the step.
    synchronized void begin(String step) {
        Process running = process.filter(Process::isAlive).orElseGet(this::start);
        try {
            Writer writer = running.outputWriter(StandardCharsets.UTF_8);
            writer.write(step + "\n");
            writer.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("command the browser: " + step, e);
        }
    }

    /// Waits for the current step to end.
    synchronized JsonNode end() {
        try {
            String line = answers.orElseThrow().readLine();
            if (line == null) {
                throw new LabException("the browser ended; see the lines above");
            }
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException("read from the browser", e);
        }
    }

    private Process start() {
        if (!Files.exists(WEB.resolve("node_modules")) || !Files.exists(Path.of("/usr/bin/chromium"))) {
            throw new LabException("needs Chromium, Node and the packages of the page; type: tools/page-packages");
        }
        try {
            Path screenshots = Files.createDirectories(WEB.resolve("screenshots"));
            Process started = lab.balancer()
                    .command(
                            "node",
                            WEB.resolve("test/page.mjs").toString(),
                            "http://127.0.0.1:8080/",
                            screenshots.toString())
                    .startWithPipes();
            process = Optional.of(started);
            answers = Optional.of(started.inputReader(StandardCharsets.UTF_8));
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException("make room for screenshots", e);
        }
    }
}
