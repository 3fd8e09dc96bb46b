// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.api;

import dev.baro.balancer.Daemon;
import dev.baro.balancer.control.Configs;
import dev.baro.balancer.control.RecordingForwarding;
import dev.baro.balancer.control.Settings;
import dev.baro.core.config.Role;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/// A daemon with a recording kernel half whose API is served on loopback, with a token for each role.
public final class ServedApi implements AutoCloseable {
    private final Path directory;
    private final int port;
    private final Daemon daemon;

    private ServedApi(Path directory, int port, Daemon daemon) {
        this.directory = directory;
        this.port = port;
        this.daemon = daemon;
    }

    public static ServedApi start(Path directory) throws IOException {
        return start(directory, "");
    }

    /// @param more keys of `api`, each followed by a comma
    public static ServedApi start(Path directory, String more) throws IOException {
        return startAt(directory, "127.0.0.1:" + freePort(), more);
    }

    /// @param listen an address and a port
    static ServedApi startAt(Path directory, String listen, String more) throws IOException {
        int port = Integer.parseInt(listen.substring(listen.lastIndexOf(':') + 1));
        Path tokens = directory.resolve("tokens");
        Files.writeString(
                tokens,
                Arrays.stream(Role.values())
                        .map(role -> "%s-bot %s %s\n".formatted(role.word(), role.word(), digest(token(role))))
                        .collect(Collectors.joining()));
        Files.writeString(
                directory.resolve("baro.yaml"),
                Configs.STORE_YAML + "api: {%s listen: \"%s\", tokens: %s}\n".formatted(more, listen, tokens));
        Settings settings = new Settings(
                directory.resolve("baro.yaml"),
                "",
                List.of(),
                "test",
                directory.resolve("baro.sock"),
                directory.resolve("state"));
        return new ServedApi(directory, port, Daemon.start(settings, _ -> new RecordingForwarding()));
    }

    public static int freePort() throws IOException {
        try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return any.getLocalPort();
        }
    }

    static String token(Role role) {
        return "a-token-of-" + role.word();
    }

    public static String digest(String token) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    /// From now on there is no token of this role.
    void takeTokenOf(Role role) throws Exception {
        Path tokens = directory.resolve("tokens");
        Files.write(
                tokens,
                Files.readAllLines(tokens).stream()
                        .filter(line -> !line.startsWith(role.word()))
                        .toList());
        ApiRequest.Answered applied = request("/v1/config/apply", Role.ADMIN)
                .header("If-Match", "*")
                .method("POST", "")
                .send();
        if (applied.status() != 200) {
            throw new AssertionError(applied.body());
        }
    }

    public Path socket() {
        return directory.resolve("baro.sock");
    }

    public Path file() {
        return directory.resolve("baro.yaml");
    }

    public int port() {
        return port;
    }

    ApiRequest request(String path) {
        return new ApiRequest(port, path);
    }

    ApiRequest request(String path, Role role) {
        return request(path).header("Authorization", "Bearer " + token(role));
    }

    @Override
    public void close() {
        daemon.close();
    }
}
