// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.config;

import dev.baro.cli.terminal.BaroCommand;
import dev.baro.core.yaml.YamlFrontEnd;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "schema",
        description = {
            "Print the JSON Schema of the configuration, with which editors complete keys and mark mistakes.",
            "Name it in the first line of the file: # yaml-language-server: $schema=FILE"
        })
public final class SchemaCommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable BaroCommand baro;

    @Override
    public Integer call() {
        java.util.Objects.requireNonNull(baro).terminal().out().print(YamlFrontEnd.schemaText());
        return 0;
    }
}
