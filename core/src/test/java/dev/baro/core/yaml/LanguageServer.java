// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.yaml;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// The real `yaml-language-server`, as an editor talks to it over its standard input and output. Its version is pinned
/// in `src/test/editor`; it is installed below `target`.
final class LanguageServer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path FILES = Path.of("src", "test", "editor");
    private static final Path INSTALLED = Path.of("target", "editor");
    private static final int INSTALL_MINUTES = 5;

    private final Process process;
    private final OutputStream out;
    private final InputStream in;
    private final Map<String, Object> settings;
    private int ids;

    private LanguageServer(Process process, Path schema) {
        this.process = process;
        this.out = process.getOutputStream();
        this.in = new BufferedInputStream(process.getInputStream());
        this.settings = Map.of(
                "validate",
                true,
                "schemas",
                Map.of(schema.toUri().toString(), "*.yaml"),
                "schemaStore",
                Map.of("enable", false));
    }

    /// Skips the test where there is no npm.
    ///
    /// @param schema what every document is checked against
    static LanguageServer start(Path schema) throws IOException, InterruptedException {
        Path server = install();
        Process process = new ProcessBuilder("node", server.toString(), "--stdio")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        LanguageServer editor = new LanguageServer(process, schema);
        editor.request("initialize", Map.of("capabilities", Map.of("workspace", Map.of("configuration", true))));
        editor.notify("initialized", Map.of());
        editor.notify("workspace/didChangeConfiguration", Map.of("settings", Map.of("yaml", editor.settings)));
        return editor;
    }

    private static Path install() throws IOException, InterruptedException {
        assumeTrue(isThere("npm") && isThere("node"), "needs npm and node, to install yaml-language-server");
        Path server = INSTALLED.resolve("node_modules/yaml-language-server/bin/yaml-language-server");
        Files.createDirectories(INSTALLED);
        for (String name : List.of("package.json", "package-lock.json")) {
            Files.copy(FILES.resolve(name), INSTALLED.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        }
        if (!Files.exists(server)) {
            Path log = INSTALLED.resolve("npm.log");
            Process npm = new ProcessBuilder("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
                    .directory(INSTALLED.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            boolean ended = npm.waitFor(INSTALL_MINUTES, TimeUnit.MINUTES);
            if (!ended || npm.exitValue() != 0) {
                npm.destroyForcibly();
                throw new AssertionError("npm ci failed: " + Files.readString(log));
            }
        }
        return server.toAbsolutePath();
    }

    private static boolean isThere(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "/usr/bin:/bin").split(":", -1))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }

    /// @return what the editor would underline, each as `LINE: MESSAGE`
    List<String> diagnostics(String name, String text) throws IOException {
        String uri = "file:///baro/" + name;
        notify(
                "textDocument/didOpen",
                Map.of("textDocument", Map.of("uri", uri, "languageId", "yaml", "version", 1, "text", text)));
        JsonNode message = receive();
        while (!message.path("method").asString("").equals("textDocument/publishDiagnostics")
                || !message.path("params").path("uri").asString("").equals(uri)) {
            answer(message);
            message = receive();
        }
        List<String> found = new ArrayList<>();
        message.path("params")
                .path("diagnostics")
                .forEach(each ->
                        found.add((each.path("range").path("start").path("line").asInt() + 1) + ": "
                                + each.path("message").asString("")));
        return List.copyOf(found);
    }

    private void request(String method, Map<String, Object> params) throws IOException {
        ids++;
        send(Map.of("jsonrpc", "2.0", "id", ids, "method", method, "params", params));
        JsonNode message = receive();
        while (message.has("method")) {
            answer(message);
            message = receive();
        }
    }

    private void notify(String method, Map<String, Object> params) throws IOException {
        send(Map.of("jsonrpc", "2.0", "method", method, "params", params));
    }

    /// The server asks for its settings, one for each section.
    private void answer(JsonNode message) throws IOException {
        if (!message.has("id") || !message.has("method")) {
            return;
        }
        List<Object> sections = new ArrayList<>();
        message.path("params")
                .path("items")
                .forEach(item -> sections.add(item.path("section").asString("").equals("yaml") ? settings : Map.of()));
        send(Map.of("jsonrpc", "2.0", "id", message.path("id").asInt(), "result", sections));
    }

    private void send(Map<String, Object> message) throws IOException {
        byte[] body = JSON.writeValueAsBytes(message);
        out.write(("Content-Length: " + body.length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        out.write(body);
        out.flush();
    }

    private JsonNode receive() throws IOException {
        int length = 0;
        for (String header = line(); !header.isEmpty(); header = line()) {
            if (header.startsWith("Content-Length: ")) {
                length = Integer.parseInt(header.substring("Content-Length: ".length()));
            }
        }
        return JSON.readTree(in.readNBytes(length));
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new IOException("the language server has ended");
            }
            line.append((char) next);
        }
        return line.toString().strip();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
