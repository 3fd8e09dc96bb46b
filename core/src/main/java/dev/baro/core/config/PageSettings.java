// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.config;

import dev.baro.core.model.Endpoint;
import java.util.List;
import java.util.Optional;

/// Where the page for browsers is served.
///
/// @param listen a loopback address of this host, and a port; empty: nowhere
/// @param names  what browsers call this host beside the address itself, where a proxy stands before it
public record PageSettings(Optional<Endpoint> listen, List<String> names) {
    public static final PageSettings NONE = new PageSettings(Optional.empty(), List.of());

    public PageSettings {
        names = List.copyOf(names);
    }

    /// `127.0.0.1:8080`; empty when nowhere.
    public String address() {
        return listen.map(Endpoint::toString).orElse("");
    }
}
