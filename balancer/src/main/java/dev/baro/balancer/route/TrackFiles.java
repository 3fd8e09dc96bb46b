// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.route;

import dev.baro.balancer.log.Log;
import dev.baro.core.route.Announcement;
import dev.baro.core.route.RouteState;
import dev.baro.dataplane.kernel.StateFile;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// A file for each VIP that is to be announced, for programs that watch files, as keepalived does by `track_file`: `0`
/// while the VIP is announced, `1` while it is leaving or withdrawn. They stay when the daemon ends, as the routes do.
final class TrackFiles {
    private final Path directory;
    private Map<String, String> written = Map.of();

    /// @param socket such as `/run/baro/baro.sock`, for `/run/baro/baro.sock.routes/VIP`
    TrackFiles(Path socket) {
        this.directory = socket.resolveSibling(socket.getFileName() + ".routes");
    }

    /// Writes what has changed. Blocks for milliseconds.
    void keep(List<Announcement> all) {
        Map<String, String> wanted = new HashMap<>();
        all.forEach(route -> wanted.put(route.vip(), route.state() == RouteState.ANNOUNCED ? "0\n" : "1\n"));
        if (wanted.equals(written)) {
            return;
        }
        try {
            Files.createDirectories(directory);
            for (Map.Entry<String, String> each : wanted.entrySet()) {
                if (!each.getValue().equals(written.get(each.getKey()))) {
                    StateFile.replace(directory.resolve(each.getKey()), each.getValue());
                }
            }
            removeOthers(wanted);
            written = Map.copyOf(wanted);
        } catch (IOException | DirectoryIteratorException e) {
            Log.warning("ROUTES_NOT_TRACKED", "directory", directory, "text", String.valueOf(e.getMessage()));
        }
    }

    private void removeOthers(Map<String, String> wanted) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                if (!wanted.containsKey(
                        Objects.requireNonNull(file.getFileName()).toString())) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }
}
