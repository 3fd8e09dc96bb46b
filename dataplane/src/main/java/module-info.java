// SPDX-License-Identifier: Apache-2.0

/// The kernel half: the XDP program, its maps, and all of the project's native code.
@org.jspecify.annotations.NullMarked
@SuppressWarnings("module") // the lab is compiled after this module
module dev.baro.dataplane {
    requires static transitive org.jspecify;
    requires transitive dev.baro.core;

    exports dev.baro.dataplane.decap;
    exports dev.baro.dataplane.forward;
    exports dev.baro.dataplane.kernel;
    exports dev.baro.dataplane.probe;
    exports dev.baro.dataplane.sync;
    exports dev.baro.dataplane.trace;
    exports dev.baro.dataplane.bpf to
            dev.baro.balancer,
            dev.baro.lab;
}
