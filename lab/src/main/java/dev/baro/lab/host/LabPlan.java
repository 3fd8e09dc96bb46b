// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.host;

import dev.baro.lab.network.Topology;
import java.util.List;

/// What is to be built and started: the network, and what its servers serve.
public interface LabPlan {
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

    /// Further options of `baro run`.
    default List<String> daemonOptions() {
        return List.of();
    }

    /// What a client must be answered at before there is a point in counting.
    List<String> urls();
}
