// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.proof;

import dev.baro.lab.forwarding.ForwardingScenario;
import dev.baro.lab.health.HealthScenario;
import dev.baro.lab.host.BaroDaemon;
import dev.baro.lab.host.Lab;
import dev.baro.lab.network.Topology;
import dev.baro.lab.packets.PacketsScenario;
import dev.baro.lab.sessions.SessionsScale;
import dev.baro.lab.sessions.SessionsScenario;
import java.util.List;
import java.util.stream.Stream;

/// What differs between the groups of proofs: the network, what its servers serve, and what is proved.
public interface Scenario {
    Topology topology();

    /// What a server serves, in the words of `baro agent apply --vip`.
    List<String> served(Topology.RealServer server);

    /// Where its web server listens.
    default List<String> listens(Topology.RealServer server) {
        return served(server).stream()
                .map(words -> words.substring(0, words.indexOf('=')))
                .toList();
    }

    /// Prepares the lab for counting, before its servers start.
    void installMeters(Lab lab);

    /// Starts what runs on the servers beside the agent and nginx.
    default void startServices(Lab lab) {}

    /// The file that the daemon starts with, one of those that come with the lab.
    String configuration();

    /// What a client must be answered at before there is a point in counting.
    List<String> urls();

    String picture();

    /// Sends what several proofs look at together; the proofs follow in the order in which they are shown.
    List<Proof> proofs(Lab lab, BaroDaemon daemon);

    /// All hosts of all scenarios, each once.
    static List<Topology.Host> everyHost() {
        return Stream.of(
                        new ForwardingScenario(),
                        new PacketsScenario(),
                        new HealthScenario(),
                        new SessionsScenario(SessionsScale.FULL))
                .flatMap(scenario -> scenario.topology().hosts().stream())
                .toList();
    }
}
