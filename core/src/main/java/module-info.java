// SPDX-License-Identifier: Apache-2.0

/// This module only makes decisions: what a configuration means, how a scheduler fills a ring, what should be
/// true next. It uses no sockets, threads, files or clocks.
@org.jspecify.annotations.NullMarked
module dev.baro.core {
    requires static transitive org.jspecify;
    requires tools.jackson.databind;
    requires tools.jackson.dataformat.yaml;
    requires com.networknt.schema;
    requires org.snakeyaml.engine;

    exports dev.baro.core.api;
    exports dev.baro.core.config;
    exports dev.baro.core.doctor;
    exports dev.baro.core.dscp;
    exports dev.baro.core.frontend;
    exports dev.baro.core.health;
    exports dev.baro.core.history;
    exports dev.baro.core.model;
    exports dev.baro.core.peer;
    exports dev.baro.core.plan;
    exports dev.baro.core.route;
    exports dev.baro.core.schedule;
    exports dev.baro.core.serveriron;
    exports dev.baro.core.trace;
    exports dev.baro.core.writer;
    exports dev.baro.core.yaml;

    opens dev.baro.core.api to
            tools.jackson.databind;
    opens dev.baro.core.peer to
            tools.jackson.databind;
    opens dev.baro.core.route to
            tools.jackson.databind;
    opens dev.baro.core.doctor to
            tools.jackson.databind;
    opens dev.baro.core.dscp to
            tools.jackson.databind;
    opens dev.baro.core.history to
            tools.jackson.databind;
    opens dev.baro.core.trace to
            tools.jackson.databind;
}
