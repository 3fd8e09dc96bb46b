// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.client;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/// The option for the daemon's socket.
public final class SocketOption {
    @Option(
            names = "--socket",
            paramLabel = "PATH",
            defaultValue = "${env:BARO_SOCKET:-/run/baro/baro.sock}",
            description = "the daemon's socket; default: $BARO_SOCKET, else /run/baro/baro.sock")
    private Path path = Path.of("/run/baro/baro.sock");

    public DaemonClient client() {
        return new DaemonClient(path);
    }
}
