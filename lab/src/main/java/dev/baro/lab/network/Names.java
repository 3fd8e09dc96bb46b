// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.network;

import java.nio.file.Path;

/// The names of everything in one lab. Two labs with different prefixes can run at the same time.
///
/// @param prefix the prefix of the network namespaces: `baro-` unless the operator chooses another
public record Names(String prefix) {
    public static final Path PINS = Path.of("/sys/fs/bpf/baro");

    private static final String DEFAULT_PREFIX = "baro-";

    public Names {
        if (!prefix.matches("[a-z][a-z0-9]{0,7}-")) {
            throw new LabException(
                    "prefix must be up to eight letters and digits followed by a dash but is '" + prefix + "'");
        }
    }

    public Namespace namespace(String host) {
        return new Namespace(prefix + host);
    }

    /// The directory that contains all files of the lab.
    public Path directory() {
        return Path.of("/run", prefix + "lab");
    }

    /// The daemon's instance, after which its pins are named.
    public String instance() {
        return prefix.equals(DEFAULT_PREFIX) ? "lab" : prefix + "lab";
    }

    /// The instance of one of several balancers. The first balancer's instance is the same as in a
    /// lab with one balancer.
    public String instance(String balancer) {
        return balancer.equals(Topology.BALANCER) ? instance() : instance() + "-" + balancer;
    }

    /// The API socket of one of several balancers.
    public Path socket(String balancer) {
        return balancer.equals(Topology.BALANCER) ? socket() : directory().resolve(balancer + ".sock");
    }

    /// The API socket of the lab's daemon.
    public Path socket() {
        return directory().resolve("baro.sock");
    }

    public Path pins() {
        return pins(Topology.BALANCER);
    }

    public Path pins(String balancer) {
        return PINS.resolve(instance(balancer));
    }

    /// The directory of the agent's pins on a real server; the namespace must exist.
    public static Path agentPins(Namespace server) {
        return PINS.resolve("agent-" + server.number());
    }
}
