// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.command;

import dev.baro.lab.balancers.BalancersScale;
import dev.baro.lab.balancers.BalancersScenario;
import dev.baro.lab.forwarding.ForwardingScenario;
import dev.baro.lab.health.HealthScenario;
import dev.baro.lab.host.Launcher;
import dev.baro.lab.host.Teardown;
import dev.baro.lab.marks.MarksScale;
import dev.baro.lab.marks.MarksScenario;
import dev.baro.lab.network.Names;
import dev.baro.lab.network.Topology;
import dev.baro.lab.packets.PacketsScenario;
import dev.baro.lab.proof.Scenario;
import dev.baro.lab.sessions.SessionsScale;
import dev.baro.lab.sessions.SessionsScenario;
import java.util.List;
import java.util.stream.Stream;

/// All scenarios of the lab.
final class Scenarios {
    private Scenarios() {}

    /// The scenarios, in the order in which they run.
    static List<Scenario> all(SessionsScale scale, MarksScale marks) {
        return List.of(
                new ForwardingScenario(),
                new PacketsScenario(),
                new HealthScenario(),
                new MarksScenario(marks),
                new SessionsScenario(scale));
    }

    /// Creates a teardown that can remove a lab of any scenario.
    static Teardown teardown(Names names) {
        return new Teardown(names, Launcher.ofThisCheckout(), hosts());
    }

    /// The hosts of all scenarios, each listed once.
    static List<String> hosts() {
        return Stream.concat(
                        all(SessionsScale.FULL, MarksScale.FULL).stream(),
                        Stream.of(new BalancersScenario(BalancersScale.FULL)))
                .flatMap(scenario -> scenario.topology().hosts().stream())
                .map(Topology.Host::name)
                .distinct()
                .toList();
    }
}
