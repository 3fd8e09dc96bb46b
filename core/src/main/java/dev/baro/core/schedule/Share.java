// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.schedule;

/// A real server's share of a ring.
///
/// @param name   the server's name, the same on every balancer
/// @param weight its share relative to the others, 1 or more
public record Share(String name, int weight) {
    public Share {
        if (weight < 1) {
            throw new IllegalArgumentException(
                    "the weight of " + name + " in a ring must be 1 or more but is " + weight);
        }
    }
}
