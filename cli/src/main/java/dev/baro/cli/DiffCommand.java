// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli;

import dev.baro.core.api.Difference;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(name = "diff", description = "Say what a configuration would change of what runs now. Changes nothing.")
final class DiffCommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable BaroCommand baro;

    @Mixin
    private SocketOption socket = new SocketOption();

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "- is the standard input; default: ${DEFAULT-VALUE}")
    private String file = SourceText.DEFAULT_FILE;

    @Override
    public Integer call() {
        Difference difference = socket.client().difference(SourceText.read(file));
        Changes.print(
                difference.changes(), java.util.Objects.requireNonNull(baro).terminal());
        return 0;
    }
}
