// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "down", mixinStandardHelpOptions = true, description = "Remove the lab, also after a crash.")
public final class DownCommand implements Callable<Integer> {
    @Mixin
    private NamesOption namesOption = new NamesOption();

    @Override
    public Integer call() {
        boolean found = Scenarios.teardown(namesOption.names()).run();
        System.out.println(found ? "the lab is removed" : "there is no lab");
        return 0;
    }
}
