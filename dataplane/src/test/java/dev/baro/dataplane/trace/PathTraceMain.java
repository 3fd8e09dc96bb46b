// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.trace;

import dev.baro.core.model.IpAddress;
import dev.baro.dataplane.kernel.DataplaneException;
import java.time.Duration;

/// Traces from inside a namespace: `ADDRESS DSCP`, one line for each hop.
final class PathTraceMain {
    /// A fresh link takes a second until IPv6 passes it.
    private static final TraceLimits LIMITS = new TraceLimits(5, Duration.ofMillis(400), 4);

    private PathTraceMain() {}

    public static void main(String[] args) throws InterruptedException {
        try (PathTrace trace = PathTrace.open(IpAddress.parse(args[0]))) {
            for (Hop hop : trace.hops(Integer.parseInt(args[1]), LIMITS)) {
                System.out.println(hop.distance() + " " + hop.address() + " " + hop.dscp() + " " + hop.answer());
            }
        } catch (DataplaneException e) {
            System.out.println(e.getMessage());
        }
    }
}
