// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.terminal;

import dev.baro.core.api.Version;
import picocli.CommandLine.IVersionProvider;

/// The answer to `--version`.
final class VersionLine implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {"baro " + Version.text()};
    }
}
