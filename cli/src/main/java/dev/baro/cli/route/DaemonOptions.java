// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.route;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/// The options for the routing daemons of this host.
final class DaemonOptions {
    @Option(names = "--bird", paramLabel = "SOCKET", description = "BIRD's control socket; default: ${DEFAULT-VALUE}")
    private Path bird = RoutingDaemons.BIRD_SOCKET;

    @Option(
            names = "--frr",
            paramLabel = "NAME",
            description = "the path space of FRR, as in its option -N; default: none")
    private String frr = "";

    RoutingDaemons daemons() {
        return new RoutingDaemons(bird, frr);
    }
}
