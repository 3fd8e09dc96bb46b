// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.model;

import java.util.List;

/// A site with real servers.
///
/// @param prefixes the address blocks of its real servers; empty if the configuration names none
public record DataCentre(String name, String description, List<Prefix> prefixes) {
    public DataCentre {
        prefixes = List.copyOf(prefixes);
    }
}
