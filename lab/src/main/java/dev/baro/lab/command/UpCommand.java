// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.command;

import dev.baro.lab.balancers.BalancersScale;
import dev.baro.lab.balancers.BalancersScenario;
import dev.baro.lab.forwarding.ForwardingScenario;
import dev.baro.lab.host.BaroDaemon;
import dev.baro.lab.host.Lab;
import dev.baro.lab.host.LabSession;
import dev.baro.lab.network.Names;
import dev.baro.lab.network.Topology;
import dev.baro.lab.proof.Scenario;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "up", mixinStandardHelpOptions = true, description = "Build the lab and leave it running.")
public final class UpCommand implements Callable<Integer> {
    enum Choice {
        FORWARDING,
        BALANCERS
    }

    @Mixin
    private NamesOption namesOption = new NamesOption();

    @Option(
            names = "--scenario",
            paramLabel = "forwarding|balancers",
            defaultValue = "forwarding",
            description = "The network to build: ${DEFAULT-VALUE}.")
    private Choice choice = Choice.FORWARDING;

    @Override
    public Integer call() {
        Screen screen = Screen.ofTerminal();
        screen.line(namesOption.touches());
        Names names = namesOption.names();
        LabSession session = LabSession.open(Scenarios.teardown(names));
        BalancersScenario balancers = new BalancersScenario(BalancersScale.FULL);
        Scenario scenario = choice == Choice.BALANCERS ? balancers : new ForwardingScenario();
        try {
            Lab lab = session.build(scenario, screen::progress);
            screen.progress("daemon");
            BaroDaemon.start(lab, scenario.configuration()).awaitServers();
            lab.awaitAnswers();
            if (choice == Choice.BALANCERS) {
                screen.progress("pair");
                balancers.makePair(lab);
            }
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
        session.keep();
        screen.line(scenario.picture());
        next(names).forEach(screen::line);
        screen.line("       ./baro lab down");
        return 0;
    }

    private List<String> next(Names names) {
        String ask = "Next:  ./baro lab exec client -- curl -s http://" + Topology.VIP + "/";
        String socket = BaroDaemon.socket(names);
        return choice == Choice.BALANCERS
                ? List.of(ask, "       ./baro peer list --socket " + socket, "       ./baro lab fault")
                : List.of(
                        ask,
                        "       ./baro status --socket " + socket,
                        "       ./baro lab exec web-a01 -- tcpdump -ni eth0 -v -c 4 tcp");
    }
}
