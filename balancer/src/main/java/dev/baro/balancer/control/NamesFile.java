// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.control;

import dev.baro.balancer.log.Log;
import dev.baro.core.config.Config;
import dev.baro.dataplane.kernel.StateFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The names for shell completion, which contacts no daemon and starts no JVM. A file next to the socket lists
/// the current names, one per line, as `server NAME` or `vip NAME`. The daemon never reads it.
public final class NamesFile {
    private final Path path;

    /// @param socket the socket's path; `/run/baro/baro.sock` gives the file `/run/baro/baro.sock.names`
    public NamesFile(Path socket) {
        this.path = socket.resolveSibling(socket.getFileName() + ".names");
    }

    /// Failures are only logged, because the daemon works without shell completion.
    public void save(Config config) {
        Stream<String> servers = config.servers().stream().map(server -> "server " + server.name());
        Stream<String> vips = config.vips().stream().map(vip -> "vip " + vip.name());
        String text = Stream.concat(servers, vips).map(line -> line + "\n").collect(Collectors.joining());
        try {
            StateFile.replace(path, text);
        } catch (IOException e) {
            Log.info("NAMES_NOT_WRITTEN", "file", path, "text", "shells complete no names: " + e.getMessage());
        }
    }
}
