// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.command;

import dev.baro.lab.balancers.Cluster;
import dev.baro.lab.balancers.Faults;
import dev.baro.lab.host.Launcher;
import dev.baro.lab.network.LabException;
import dev.baro.lab.network.Names;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "fault",
        mixinStandardHelpOptions = true,
        description = "Inject a fault into the balancers of `baro lab up --scenario balancers`; without words, list the"
                + " faults.")
public final class FaultCommand implements Callable<Integer> {
    @Mixin
    private NamesOption namesOption = new NamesOption();

    @Parameters(
            arity = "0..2",
            paramLabel = "FAULT [TARGET]",
            description = "The fault, such as kill-balancer lb-a2," + " or heal.")
    private List<String> words = List.of();

    @Override
    public Integer call() {
        if (words.isEmpty()) {
            System.out.println(Faults.Kind.list());
            return 0;
        }
        Faults.Kind kind = Faults.Kind.of(words.getFirst());
        Names names = namesOption.names();
        Cluster cluster = new Cluster(names, Launcher.ofThisCheckout());
        if (!cluster.isUp()) {
            throw new LabException("no lab with balancers is running; start one: baro lab up --scenario balancers");
        }
        new Faults(cluster).cause(kind, words.size() > 1 ? words.get(1) : "");
        System.out.println("the router sends to " + String.join(" ", cluster.ways()));
        return 0;
    }
}
