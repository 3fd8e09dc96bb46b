// SPDX-License-Identifier: Apache-2.0

/// The daemon: owns the state, brings the kernel half to the plan, answers the operator.
@org.jspecify.annotations.NullMarked
module dev.baro.balancer {
    requires static org.jspecify;
    requires dev.baro.core;
    requires dev.baro.dataplane;
    requires info.picocli;
    requires io.helidon.http;
    requires io.helidon.webserver;
    requires java.logging;
    requires jdk.unsupported;

    opens dev.baro.balancer.survey to
            info.picocli;
    opens dev.baro.balancer to
            info.picocli;
}
