// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.command;

import dev.baro.lab.forwarding.ForwardingScenario;
import dev.baro.lab.host.BaroDaemon;
import dev.baro.lab.host.Lab;
import dev.baro.lab.host.LabSession;
import dev.baro.lab.network.Names;
import dev.baro.lab.network.Topology;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "up", mixinStandardHelpOptions = true, description = "Build it and leave it running.")
public final class UpCommand implements Callable<Integer> {
    @Mixin
    private NamesOption namesOption = new NamesOption();

    @Override
    public Integer call() {
        Screen screen = Screen.ofTerminal();
        screen.line(namesOption.touches());
        Names names = namesOption.names();
        LabSession session = LabSession.open(Scenarios.teardown(names));
        try {
            Lab lab = session.build(new ForwardingScenario(), screen::progress);
            screen.progress("daemon");
            BaroDaemon.start(lab, Lab.SERVERIRON_TEXT).awaitServers();
            lab.awaitAnswers();
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
        session.keep();
        screen.line(ForwardingScenario.PICTURE);
        screen.line("Next:  ./baro lab exec client -- curl -s http://" + Topology.VIP + "/");
        screen.line("       ./baro status --socket " + BaroDaemon.socket(names));
        screen.line("       ./baro lab exec web-a01 -- tcpdump -ni eth0 -v -c 4 tcp");
        screen.line("       ./baro lab down");
        return 0;
    }
}
