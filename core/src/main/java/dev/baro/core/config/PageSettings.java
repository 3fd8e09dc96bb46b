// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.config;

import dev.baro.core.model.Endpoint;
import java.util.List;
import java.util.Optional;

/// The listener for the web page.
///
/// @param listen a loopback address of this host, and a port; empty if the page is not served
/// @param names  the names that browsers use for this host behind a proxy, besides the address
public record PageSettings(Optional<Endpoint> listen, List<String> names) {
    public static final PageSettings NONE = new PageSettings(Optional.empty(), List.of());

    public PageSettings {
        names = List.copyOf(names);
    }

    /// The listener as text, such as `127.0.0.1:8080`; empty if the page is not served.
    public String address() {
        return listen.map(Endpoint::toString).orElse("");
    }
}
