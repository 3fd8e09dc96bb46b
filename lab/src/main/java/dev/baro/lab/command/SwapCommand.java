// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.command;

import dev.baro.core.model.IpAddress;
import dev.baro.core.model.SessionSettings;
import dev.baro.dataplane.forward.Forwarder;
import dev.baro.lab.network.Topology;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// Repeatedly replaces the program of an instance's links with a new copy, as every daemon does when it starts.
@Command(name = "swap-program", hidden = true, description = "Replace the running program, many times.")
public final class SwapCommand implements Callable<Integer> {
    @Parameters(index = "0")
    private String instance = "";

    @Parameters(index = "1")
    private int times;

    @Override
    public Integer call() {
        Forwarder.Options options = new Forwarder.Options(
                instance,
                List.of("eth0"),
                SessionSettings.DEFAULTS.max(),
                List.of(IpAddress.parse(Topology.BALANCER_ADDRESS)));
        int adopted = 0;
        for (int i = 0; i < times; i++) {
            try (Forwarder forwarder = Forwarder.open(options)) {
                adopted += forwarder.adopted() ? 1 : 0;
            }
        }
        System.out.println(adopted);
        return 0;
    }
}
