// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.facts;

import dev.baro.agent.config.AgentConfig;
import dev.baro.agent.config.ServedVip;
import java.util.List;
import java.util.stream.Collectors;

/// The desired state of the server, and the command-line options that specify it.
///
/// @param config  the configuration with the server's own addresses filled in
/// @param options the options of `baro agent apply` that specify this state: `--config FILE`, `--vip ...`
public record Wish(AgentConfig config, List<String> options) {
    public Wish {
        options = List.copyOf(options);
    }

    /// The command that applies this state.
    public String apply() {
        return "baro agent apply" + options.stream().map(o -> " " + o).collect(Collectors.joining());
    }

    /// The command that applies this state with an additional port.
    ///
    /// @return the command; empty if the ports are specified in a file
    public String applyWithPort(ServedVip.Marked vip, int port) {
        String prefix = vip.address() + "=" + vip.dscp().codePoint() + ":";
        return options.stream().noneMatch(o -> o.startsWith(prefix))
                ? ""
                : "baro agent apply"
                        + options.stream()
                                .map(o -> " " + (o.startsWith(prefix) ? o + "," + port : o))
                                .collect(Collectors.joining());
    }
}
