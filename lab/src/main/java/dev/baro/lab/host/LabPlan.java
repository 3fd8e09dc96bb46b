// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.host;

import dev.baro.lab.network.Topology;
import java.util.List;

/// The plan of a lab: the network, and the services of its servers.
public interface LabPlan {
    Topology topology();

    /// The VIPs of a server, in the form of `baro agent apply --vip`.
    List<String> served(Topology.RealServer server);

    /// The addresses of its web server.
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

    /// Further options of `baro run`.
    default List<String> daemonOptions() {
        return List.of();
    }

    /// The addresses that must answer a client before counting makes sense.
    List<String> urls();
}
