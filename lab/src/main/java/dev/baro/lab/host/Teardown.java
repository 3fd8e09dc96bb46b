// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.host;

import dev.baro.lab.network.Command;
import dev.baro.lab.network.Construction;
import dev.baro.lab.network.LabException;
import dev.baro.lab.network.Names;
import dev.baro.lab.network.Namespace;
import dev.baro.lab.network.Processes;
import dev.baro.lab.network.TemporaryDirectory;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;

/// Removes a lab, using only its names, so that it also works after a crash. It removes the processes in
/// the lab's namespaces, the pins of the daemon and the agents, the namespaces, and the files. A step that
/// finds nothing does nothing.
///
/// @param hosts the names of hosts that may exist
public record Teardown(Names names, Launcher launcher, List<String> hosts) {
    /// The prefix of balancers' names.
    private static final String BALANCERS = "lb-";

    /// @return whether there was anything to remove
    public boolean run() {
        List<Namespace> namespaces = namespaces();
        boolean found = !namespaces.isEmpty() || Files.exists(names.directory()) || Files.exists(names.pins());
        // Only the lab starts processes in its namespaces.
        Processes.end(namespaces.stream()
                .flatMap(namespace -> namespace.processes().stream())
                .toList());
        List<String> stuck = detach();
        // A later namespace may get the same number, so its agent would find the pins of another agent.
        namespaces.forEach(namespace -> new TemporaryDirectory(Names.agentPins(namespace)).close());
        if (!namespaces.isEmpty()) {
            Command.of("ip", "-batch", "-")
                    .withInput(Construction.removal(namespaces))
                    .succeed();
        }
        new TemporaryDirectory(names.directory()).close();
        if (!stuck.isEmpty()) {
            throw new LabException(String.join("; ", stuck));
        }
        return found;
    }

    /// @return the items that could not be removed, with reasons
    private List<String> detach() {
        return hosts.stream()
                .filter(host -> host.startsWith(BALANCERS))
                .filter(host -> Files.exists(names.pins(host)))
                .map(this::detach)
                .flatMap(Optional::stream)
                .toList();
    }

    private Optional<String> detach(String balancer) {
        String socket = names.socket(balancer).toString();
        Command.Outcome detached = launcher.onHost(
                        "run", "--detach", "--instance", names.instance(balancer), "--socket", socket)
                .run();
        return detached.exitCode() == 0
                ? Optional.empty()
                : Optional.of("remove " + names.pins(balancer) + ": "
                        + detached.errors().strip());
    }

    private List<Namespace> namespaces() {
        return hosts.stream().map(names::namespace).filter(Namespace::exists).toList();
    }
}
