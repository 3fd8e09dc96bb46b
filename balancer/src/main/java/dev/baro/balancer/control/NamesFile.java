// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.control;

import dev.baro.balancer.log.Log;
import dev.baro.core.config.Config;
import dev.baro.dataplane.kernel.StateFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The current names for shell completion, which contacts no daemon and starts no JVM. A file beside the socket
/// has lines of `server NAME` and `vip NAME`. The daemon does not read it.
public final class NamesFile {
    private final Path path;

    /// @param socket the socket's path, such as `/run/baro/baro.sock`, for `/run/baro/baro.sock.names`
    public NamesFile(Path socket) {
        this.path = socket.resolveSibling(socket.getFileName() + ".names");
    }

    /// Missing completion does not affect the daemon, so failures are only logged.
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
