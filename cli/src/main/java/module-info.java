// SPDX-License-Identifier: Apache-2.0

/// The command-line program: it checks and converts files itself, and sends all other requests
/// to the running daemon.
@org.jspecify.annotations.NullMarked
module dev.baro.cli {
    requires static org.jspecify;
    requires dev.baro.core;
    requires info.picocli;
    requires java.logging;
    requires org.apache.httpcomponents.core5.httpcore5;
    requires tools.jackson.databind;

    opens dev.baro.cli to
            info.picocli;
    opens dev.baro.cli.client to
            info.picocli;
    opens dev.baro.cli.config to
            info.picocli;
    opens dev.baro.cli.doctor to
            info.picocli;
    opens dev.baro.cli.dscp to
            info.picocli;
    opens dev.baro.cli.history to
            info.picocli;
    opens dev.baro.cli.peer to
            info.picocli;
    opens dev.baro.cli.route to
            info.picocli;
    opens dev.baro.cli.server to
            info.picocli;
    opens dev.baro.cli.session to
            info.picocli;
    opens dev.baro.cli.status to
            info.picocli;
    opens dev.baro.cli.support to
            info.picocli;
    opens dev.baro.cli.trace to
            info.picocli;
    opens dev.baro.cli.terminal to
            info.picocli;
}
