// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.host;

import dev.baro.agent.config.AgentConfig;
import dev.baro.agent.config.AgentConfigReader;
import dev.baro.core.model.IpAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The changes that apply has made on this server, stored so that undo can revert exactly these.
///
/// @param applied       the configuration in the form of `agent.yaml`; empty if nothing was applied
/// @param addedVips     the VIPs that the agent added to the loopback; excludes VIPs that were already there
/// @param sysctlsBefore the values that sysctls had before the agent changed them
public record AppliedState(String applied, List<IpAddress> addedVips, Map<String, String> sysctlsBefore) {
    public static final AppliedState NOTHING = new AppliedState("", List.of(), Map.of());

    public AppliedState {
        addedVips = addedVips.stream().distinct().sorted().toList();
        sysctlsBefore = java.util.Collections.unmodifiableMap(new TreeMap<>(sysctlsBefore));
    }

    /// @return the configuration; empty if nothing was applied
    public Optional<AgentConfig> appliedConfig() {
        return applied.isEmpty()
                ? Optional.empty()
                : AgentConfigReader.read(applied).config();
    }
}
