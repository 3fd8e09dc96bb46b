// SPDX-License-Identifier: Apache-2.0

/// The agent on real servers: it puts VIPs on the loopback, turns DSCPs back into VIPs with stock nftables, and
/// has tunnel headers removed. It never processes packets: it only sets up state in the kernel.
@org.jspecify.annotations.NullMarked
module dev.baro.agent {
    requires static org.jspecify;
    requires dev.baro.core;
    requires dev.baro.dataplane;
    requires info.picocli;
    requires tools.jackson.databind;

    opens dev.baro.agent to
            info.picocli;
    opens dev.baro.agent.command to
            info.picocli;
}
