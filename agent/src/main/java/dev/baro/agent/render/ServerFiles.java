// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.render;

import dev.baro.agent.config.AgentConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A directory with one file for each real server, `NAME.FORMAT`. An unchanged file is not rewritten, so that
/// deployment tools copy only changed files.
///
/// @param directory the directory, created if missing
public record ServerFiles(Path directory, RenderFormat format) {

    /// The result of writing the files.
    ///
    /// @param written the number of new or changed files
    /// @param same    the number of unchanged files
    /// @param others  the names of files in this format that do not belong to any server
    public record Written(int written, int same, List<Path> others) {}

    /// @param servers the servers' configurations, by name
    /// @throws IOException if a file cannot be written; the preceding files have been written
    public Written write(Map<String, AgentConfig> servers) throws IOException {
        Files.createDirectories(directory);
        int written = 0;
        for (Map.Entry<String, AgentConfig> server : servers.entrySet()) {
            byte[] text = format.text(server.getValue()).getBytes(StandardCharsets.UTF_8);
            Path file = directory.resolve(server.getKey() + suffix());
            if (!Files.isRegularFile(file) || !Arrays.equals(Files.readAllBytes(file), text)) {
                Files.write(file, text);
                written++;
            }
        }
        return new Written(written, servers.size() - written, others(servers));
    }

    private List<Path> others(Map<String, AgentConfig> servers) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(Path::getFileName)
                    .filter(file -> file.toString().endsWith(suffix())
                            && !servers.containsKey(
                                    file.toString().substring(0, file.toString().length() - suffix().length())))
                    .sorted()
                    .toList();
        }
    }

    private String suffix() {
        return "." + format.word();
    }
}
