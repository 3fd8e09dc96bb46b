// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.schedule;

/// What one real server is to have of a ring.
///
/// @param name by which every balancer knows the server
/// @param weight its part relative to the others, 1 or more
public record Share(String name, int weight) {
    public Share {
        if (weight < 1) {
            throw new IllegalArgumentException(
                    "the weight of " + name + " in a ring must be 1 or more but is " + weight);
        }
    }
}
