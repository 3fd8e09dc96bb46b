// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.command;

import dev.baro.lab.network.Names;
import picocli.CommandLine.Option;

/// The option that lets two labs live on one machine.
final class NamesOption {
    @Option(
            names = "--prefix",
            defaultValue = "${env:BARO_LAB_PREFIX:-baro-}",
            description = "Prefix of the names of all network namespaces (default: ${DEFAULT-VALUE}).")
    private String prefix = "baro-";

    /// @throws LabException for a prefix that cannot be part of a name
    Names names() {
        return new Names(prefix);
    }

    /// The sentence that names everything that a lab is about to touch.
    String touches() {
        return "baro lab   kernel " + System.getProperty("os.version") + "  JDK " + System.getProperty("java.version")
                + "   touches only network namespaces " + prefix + "*, " + names().directory() + " and "
                + names().pins();
    }
}
