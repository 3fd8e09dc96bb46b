// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.api;

import dev.baro.core.config.Config;
import dev.baro.core.model.Endpoint;
import dev.baro.core.model.IpAddress;
import dev.baro.core.model.Vip;
import java.util.Optional;

/// An address with or without a port.
///
/// @param port the port; 0 if none was given
record Place(IpAddress address, int port) {
    /// @return the place; empty if the text has neither form
    static Optional<Place> of(String text) {
        try {
            return Optional.of(new Place(IpAddress.parse(text), 0));
        } catch (IllegalArgumentException e) {
            // The text is not just an address, so it may have a port.
        }
        try {
            Endpoint endpoint = Endpoint.parse(text);
            return Optional.of(new Place(endpoint.address(), endpoint.port()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /// Reads a VIP's address or name, with or without a port.
    static Optional<Place> ofVip(Config config, String text) {
        for (Vip vip : config.vips()) {
            if (text.equals(vip.name())) {
                return Optional.of(new Place(vip.address(), 0));
            }
            if (text.startsWith(vip.name() + ":")) {
                String port = text.substring(vip.name().length());
                return of(vip.address().isV4() ? vip.address() + port : "[" + vip.address() + "]" + port);
            }
        }
        return of(text);
    }
}
