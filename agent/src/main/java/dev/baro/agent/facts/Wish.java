// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.facts;

import dev.baro.agent.config.AgentConfig;
import dev.baro.agent.config.ServedVip;
import java.util.List;
import java.util.stream.Collectors;

/// What the server should be, and how to ask for it.
///
/// @param config  with the server's own addresses filled in
/// @param options of `baro agent apply` that lead to it: `--config FILE`, `--vip ...`
public record Wish(AgentConfig config, List<String> options) {
    public Wish {
        options = List.copyOf(options);
    }

    /// The command that makes it so.
    public String apply() {
        return "baro agent apply" + options.stream().map(o -> " " + o).collect(Collectors.joining());
    }

    /// The command that makes it so with one port more.
    ///
    /// @return empty where the ports stand in a file
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
