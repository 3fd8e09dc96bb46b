// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.sync;

import dev.baro.core.model.IpAddress;
import dev.baro.core.model.VirtualService;
import dev.baro.core.plan.PlannedServer;
import dev.baro.core.plan.ServicePlan;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The meaning of the real servers' numbers in this balancer's session table: on another balancer, the same
/// number identifies another server. Immutable.
public final class Directory {
    /// A directory without entries.
    public static final Directory EMPTY = builder().built();

    private final Map<Integer, Meaning> meanings;
    private final Map<Name, Integer> numbers;

    private Directory(Map<Integer, Meaning> meanings, Map<Name, Integer> numbers) {
        this.meanings = meanings;
        this.numbers = numbers;
    }

    /// Whether the directory has not been filled: no tap exists yet, or the maps were created again.
    public boolean isNone() {
        return this == EMPTY;
    }

    /// Identifies a real server in the same way on every balancer of a cluster.
    ///
    /// @param server address
    public record Name(VirtualService service, IpAddress server) {}

    /// @param synced          whether the service's sessions are copied to peers
    /// @param affinitySeconds the affinity's timeout; 0 if there is none
    public record Meaning(Name name, boolean synced, int affinitySeconds) {}

    public Optional<Meaning> meaning(int number) {
        return Optional.ofNullable(meanings.get(number));
    }

    /// The number, in this balancer's table, of a real server that may hold sessions; 0 if it has none.
    public int number(Name name) {
        return numbers.getOrDefault(name, 0);
    }

    /// The shortest affinity in seconds; the largest integer if no virtual service has affinity.
    int shortestAffinity() {
        return meanings.values().stream()
                .mapToInt(Meaning::affinitySeconds)
                .filter(seconds -> seconds > 0)
                .min()
                .orElse(Integer.MAX_VALUE);
    }

    /// Whether sessions of any virtual service are copied.
    public boolean syncsAny() {
        return meanings.values().stream().anyMatch(Meaning::synced);
    }

    public static Builder builder() {
        return new Builder();
    }

    /// Builds a directory from one real server after another.
    public static final class Builder {
        private final Map<Integer, Meaning> meanings = new HashMap<>();
        private final Map<Name, Integer> numbers = new HashMap<>();

        private Builder() {}

        public void add(int number, ServicePlan service, PlannedServer server) {
            Name name = new Name(service.service(), server.address());
            int affinity = (int) service.affinity().toSeconds();
            meanings.put(number, new Meaning(name, service.synced() && server.keepsSessions(), affinity));
            if (server.keepsSessions()) {
                numbers.put(name, number);
            }
        }

        public Directory built() {
            return new Directory(Map.copyOf(meanings), Map.copyOf(numbers));
        }
    }
}
