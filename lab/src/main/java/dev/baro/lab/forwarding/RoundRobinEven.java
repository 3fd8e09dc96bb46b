// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.forwarding;

import dev.baro.lab.host.Lab;
import dev.baro.lab.proof.Proof;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.function.Supplier;

/// Round robin is even for each port, according to the web servers' own logs: no server ever leads another by
/// more than one, so between two points in time one server may get two more than another.
record RoundRobinEven(Supplier<ForwardingTraffic> traffic) implements Proof {
    private static final int MOST_APART = 2;

    @Override
    public String name() {
        return "round robin even";
    }

    @Override
    public String expected() {
        return "1000 new connections for each of 6 servers, 500 for each port, give or take one";
    }

    @Override
    public Finding prove(Lab lab) {
        LongSummaryStatistics each = traffic.get().requests().values().stream()
                .map(ForwardingTraffic::connections)
                .mapToLong(RoundRobinEven::sum)
                .summaryStatistics();
        LongSummaryStatistics eachPort = traffic.get().requests().values().stream()
                .flatMap(requests -> ForwardingTraffic.connections(requests).values().stream())
                .mapToLong(Long::longValue)
                .summaryStatistics();

        boolean ok = each.getCount() == 6
                && each.getSum() == 6000
                && eachPort.getCount() == 12
                && eachPort.getMax() - eachPort.getMin() <= MOST_APART;
        String measured = each.getCount() + " servers got " + range(each) + " new connections each, " + range(eachPort)
                + " for each port, spread max-min " + (each.getMax() - each.getMin());
        return new Finding(ok, measured);
    }

    private static long sum(Map<Integer, Long> connections) {
        return connections.values().stream().mapToLong(Long::longValue).sum();
    }

    private static String range(LongSummaryStatistics figures) {
        return figures.getMin() == figures.getMax()
                ? Long.toString(figures.getMin())
                : figures.getMin() + " to " + figures.getMax();
    }
}
