// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.command;

import dev.baro.lab.network.Names;
import picocli.CommandLine.Option;

/// The option that makes two labs possible on one machine.
final class NamesOption {
    @Option(
            names = "--prefix",
            defaultValue = "${env:BARO_LAB_PREFIX:-baro-}",
            description = "Prefix of the names of all network namespaces (default: ${DEFAULT-VALUE}).")
    private String prefix = "baro-";

    /// @throws LabException if the prefix cannot be part of a name
    Names names() {
        return new Names(prefix);
    }

    /// The message that lists everything that a lab is about to change.
    String touches() {
        return "baro lab   kernel " + System.getProperty("os.version") + "  JDK " + System.getProperty("java.version")
                + "   touches only network namespaces " + prefix + "*, " + names().directory() + " and "
                + names().pins();
    }
}
