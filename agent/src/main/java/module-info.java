// SPDX-License-Identifier: Apache-2.0

/// The real server's side: puts VIPs on the loopback and turns DSCPs back into VIPs with stock nftables. Nothing of it
/// runs while packets flow: what it leaves behind is kernel state.
@org.jspecify.annotations.NullMarked
module dev.baro.agent {
    requires static org.jspecify;
    requires dev.baro.core;
    requires info.picocli;
    requires tools.jackson.databind;
    requires tools.jackson.dataformat.yaml;

    opens dev.baro.agent to
            info.picocli;
}
