// SPDX-License-Identifier: Apache-2.0

/// The kernel half: the XDP program, its maps, and the only native code of the project.
@org.jspecify.annotations.NullMarked
module dev.baro.dataplane {
    requires static transitive org.jspecify;
    requires transitive dev.baro.core;

    exports dev.baro.dataplane;
}
