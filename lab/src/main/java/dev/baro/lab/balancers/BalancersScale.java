// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.balancers;

import java.time.Duration;

/// The size of the scenario `balancers`.
///
/// @param connections the connections opened to find the balancers that serve
/// @param held        the connections kept open while a balancer disappears
/// @param sessions    the connections kept open while a balancer is lost after it has copied
///                    their sessions to others
/// @param partition   how long balancers cannot reach each other
public record BalancersScale(int connections, int held, int sessions, Duration partition) {
    public static final BalancersScale FULL = new BalancersScale(2_000, 200, 2_000, Duration.ofSeconds(30));

    /// The scale for the test that runs with every build.
    public static final BalancersScale SMALL = new BalancersScale(400, 60, 300, Duration.ofSeconds(6));
}
