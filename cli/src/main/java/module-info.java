// SPDX-License-Identifier: Apache-2.0

/// The command line: checks and converts files by itself, and asks the running daemon for everything else.
@org.jspecify.annotations.NullMarked
module dev.baro.cli {
    requires static org.jspecify;
    requires dev.baro.core;
    requires info.picocli;
    requires io.helidon.webclient.api;
    requires io.helidon.webclient.http1;
    requires java.logging;
    requires tools.jackson.databind;

    opens dev.baro.cli to
            info.picocli;
}
