// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "up", mixinStandardHelpOptions = true, description = "Build it and leave it running.")
final class UpCommand implements Callable<Integer> {
    @Mixin
    private NamesOption namesOption = new NamesOption();

    @Override
    public Integer call() {
        Screen screen = Screen.ofTerminal();
        screen.line(namesOption.touches());
        Names names = namesOption.names();
        LabSession session = LabSession.open(names);
        try {
            Lab lab = session.build(new MainScenario(), screen::progress);
            screen.progress("daemon");
            Daemon.start(lab, Lab.SERVERIRON_TEXT).awaitServers();
            lab.awaitAnswers();
        } catch (LabException e) {
            session.close();
            throw e;
        }
        session.keep();
        screen.line(Screen.PICTURE);
        screen.line("Next:  ./baro lab exec client -- curl -s http://" + Topology.VIP + "/");
        screen.line("       ./baro status --socket " + Daemon.socket(names));
        screen.line("       ./baro lab exec web-a01 -- tcpdump -ni eth0 -v -c 4 tcp");
        screen.line("       ./baro lab down");
        return 0;
    }
}
