// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.command;

import dev.baro.lab.network.LabException;
import dev.baro.lab.network.Namespace;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "exec", mixinStandardHelpOptions = true, description = "Run a command on one of the lab's hosts.")
public final class ExecCommand implements Callable<Integer> {
    @Mixin
    private NamesOption namesOption = new NamesOption();

    @Parameters(index = "0", paramLabel = "HOST", description = "The host, such as client, lb-a1 or web-b02.")
    private String host = "";

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "CMD", description = "The command, after --.")
    private List<String> words = List.of();

    @Override
    public Integer call() {
        Namespace namespace = namesOption.names().namespace(host);
        if (!namespace.exists()) {
            String hosts = String.join(" ", Scenarios.hosts());
            throw new LabException("no host " + host + "; start the lab with `baro lab up`; its hosts are " + hosts);
        }
        return namespace.command(words).runInForeground();
    }
}
