// SPDX-License-Identifier: Apache-2.0

/// Two data centres built from network namespaces, with the real daemon, agents, web servers and traffic, and
/// with proofs based on counting.
@org.jspecify.annotations.NullMarked
module dev.baro.lab {
    requires static transitive org.jspecify;
    requires dev.baro.balancer;
    requires dev.baro.core;
    requires dev.baro.dataplane;
    requires info.picocli;
    requires java.management;
    requires jdk.management;
    requires tools.jackson.databind;

    opens dev.baro.lab to
            info.picocli;
    opens dev.baro.lab.bench to
            tools.jackson.databind;
    opens dev.baro.lab.command to
            info.picocli,
            tools.jackson.databind;
    opens dev.baro.lab.host to
            tools.jackson.databind;
    opens dev.baro.lab.proof to
            tools.jackson.databind;
    opens dev.baro.lab.traffic to
            info.picocli,
            tools.jackson.databind;
}
