// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.path;

/// A row of namespaces in which the balancer forwards by one of the methods.
interface ServedPath extends AutoCloseable {
    ServedRow row();

    @Override
    void close();
}
