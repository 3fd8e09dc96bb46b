// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.route;

import dev.baro.balancer.log.Log;
import dev.baro.core.route.Announcement;
import dev.baro.core.route.RouteState;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Maintains one file for each VIP to be announced, for programs that watch files, such as keepalived with
/// `track_file`. The file contains `0` while the VIP is announced, and `1` while the VIP is leaving or
/// withdrawn. Like the routes, the files outlive the daemon.
final class TrackFiles {
    private static final String ANNOUNCED = "0\n";
    private static final String NOT_ANNOUNCED = "1\n";

    private final Path directory;
    private @Nullable Map<String, String> written;

    /// @param socket the socket's path; `/run/baro/baro.sock` gives the files `/run/baro/baro.sock.routes/VIP`
    TrackFiles(Path socket) {
        this.directory = socket.resolveSibling(socket.getFileName() + ".routes");
    }

    /// Writes the files that have changed. Blocks for milliseconds.
    void keep(List<Announcement> all) {
        Map<String, String> wanted = new HashMap<>();
        all.forEach(
                route -> wanted.put(route.vip(), route.state() == RouteState.ANNOUNCED ? ANNOUNCED : NOT_ANNOUNCED));
        if (wanted.equals(written)) {
            return;
        }
        try {
            Map<String, String> before = written == null ? Map.of() : written;
            for (Map.Entry<String, String> each : wanted.entrySet()) {
                if (!each.getValue().equals(before.get(each.getKey()))) {
                    write(each.getKey(), each.getValue());
                }
            }
            for (String left : present()) {
                if (!wanted.containsKey(left)) {
                    Files.deleteIfExists(directory.resolve(left));
                }
            }
            written = Map.copyOf(wanted);
        } catch (IOException | DirectoryIteratorException e) {
            warn(e);
        }
    }

    /// Marks as withdrawn each VIP that an earlier daemon left announced.
    void withdrawLeft() {
        try {
            for (String left : present()) {
                write(left, NOT_ANNOUNCED);
            }
        } catch (IOException | DirectoryIteratorException e) {
            warn(e);
        }
    }

    private List<String> present() throws IOException {
        List<String> names = new ArrayList<>();
        if (Files.isDirectory(directory)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
                files.forEach(file ->
                        names.add(Objects.requireNonNull(file.getFileName()).toString()));
            }
        }
        return names;
    }

    /// Writes through a temporary file next to the directory, because any name inside the directory
    /// may be a VIP's.
    private void write(String vip, String text) throws IOException {
        Files.createDirectories(directory);
        Path fresh = directory.resolveSibling(directory.getFileName() + ".new");
        Files.writeString(fresh, text);
        Files.move(fresh, directory.resolve(vip), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private void warn(Exception cause) {
        Log.warning("ROUTES_NOT_TRACKED", "directory", directory, "text", String.valueOf(cause.getMessage()));
    }
}
