// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.host;

import dev.baro.lab.network.Topology;
import java.util.List;

/// The plan of a lab: the network, and the services of its servers.
public interface LabPlan {
    Topology topology();

    /// The VIPs of a server, in the form of `baro agent apply --vip`.
    List<String> served(Topology.RealServer server);

    /// The addresses on which a server's web server listens.
    default List<String> listens(Topology.RealServer server) {
        return served(server).stream()
                .map(words -> words.substring(0, words.indexOf('=')))
                .toList();
    }

    /// Prepares the lab for counting, before its servers start.
    void installMeters(Lab lab);

    /// Starts additional services on the servers, besides the agent and nginx.
    default void startServices(Lab lab) {}

    /// The configuration file with which the daemon starts, one of the files that ship with the lab.
    String configuration();

    /// Additional options for `baro run`.
    default List<String> daemonOptions() {
        return List.of();
    }

    /// The URLs that must answer a client before any packets are counted.
    List<String> urls();
}
