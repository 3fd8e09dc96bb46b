// SPDX-License-Identifier: Apache-2.0

/// The real server's side: puts VIPs on the loopback, turns DSCPs back into VIPs with stock nftables, and lets tunnel
/// headers come off. Nothing of it runs while packets flow: what it leaves behind is kernel state.
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
