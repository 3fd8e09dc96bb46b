// SPDX-License-Identifier: Apache-2.0

/// The daemon, which owns the state, keeps the kernel half in line with the plan, and serves operators.
@org.jspecify.annotations.NullMarked
@SuppressWarnings("module") // the lab module is compiled later, so javac does not know it yet
module dev.baro.balancer {
    requires static org.jspecify;
    requires dev.baro.core;
    requires dev.baro.dataplane;
    requires info.picocli;
    requires io.helidon.common.socket;
    requires io.helidon.common.task;
    requires io.helidon.common.tls;
    requires io.helidon.http;
    requires io.helidon.webserver;
    requires io.prometheus.metrics.config;
    requires io.prometheus.metrics.model;
    requires io.prometheus.writer.text;
    requires java.logging;
    requires java.management;
    requires java.xml;
    requires jdk.net;
    requires jdk.unsupported;
    requires org.jgroups;

    exports dev.baro.balancer.marks to
            dev.baro.lab;
    exports dev.baro.balancer.probe to
            dev.baro.lab;

    opens dev.baro.balancer.survey to
            info.picocli;
    opens dev.baro.balancer to
            info.picocli;
}
