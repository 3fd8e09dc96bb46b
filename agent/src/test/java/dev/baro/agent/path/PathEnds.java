// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.path;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// The path that a class of tests shares, built before the first test and closed after the last, with a `Peer` at its
/// two ends: the client and the real server.
final class PathEnds<P extends ServedPath> implements BeforeAllCallback, AfterAllCallback {
    private final Builder<P> builder;
    private @Nullable P path;
    private @Nullable Peer client;
    private @Nullable Peer server;

    /// Builds the path once its class of tests has its directory.
    interface Builder<P> {
        P build() throws IOException;
    }

    PathEnds(Builder<P> builder) {
        this.builder = builder;
    }

    P path() {
        return Objects.requireNonNull(path);
    }

    Peer client() {
        return Objects.requireNonNull(client);
    }

    /// The server answers on this port of its addresses from here on.
    void serve(int port, String... addresses) throws IOException {
        for (String address : addresses) {
            assertThat(Objects.requireNonNull(server).ask("serve", address, port))
                    .isEqualTo("serving");
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        P built = builder.build();
        path = built;
        client = new Peer(built.row().client());
        server = new Peer(built.row().server());
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (client != null) {
            client.close();
        }
        if (server != null) {
            server.close();
        }
        if (path != null) {
            path.close();
        }
    }
}
