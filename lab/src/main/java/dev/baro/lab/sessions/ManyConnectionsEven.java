// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.sessions;

import dev.baro.lab.host.Lab;
import dev.baro.lab.proof.Proof;
import dev.baro.lab.traffic.Connections;
import java.util.List;
import java.util.LongSummaryStatistics;

/// Round robin is even over any number of connections: no server ever leads another by more than one, so
/// between two points in time one server may get two more than another.
///
/// @param count a multiple of six
record ManyConnectionsEven(int count) implements Proof {
    private static final int SERVERS = 6;
    private static final int AT_ONCE = 64;
    private static final int MOST_APART = 2;

    @Override
    public String name() {
        return "round robin even";
    }

    @Override
    public String expected() {
        return count + " connections, 0 failed, " + count / SERVERS + " for each of " + SERVERS
                + " servers, give or take one";
    }

    @Override
    public Finding prove(Lab lab) {
        List<String> sources = List.of(
                SessionsScenario.client(1),
                SessionsScenario.client(2),
                SessionsScenario.client(3),
                SessionsScenario.client(4));
        Connections opened = Connections.open(lab, SessionsScenario.EVEN_VIP, count, AT_ONCE, sources);

        LongSummaryStatistics each =
                opened.byServer().values().stream().mapToLong(Long::longValue).summaryStatistics();
        boolean ok = opened.answers().size() == count
                && opened.failed() == 0
                && each.getCount() == SERVERS
                && each.getMax() - each.getMin() <= MOST_APART;
        return new Finding(
                ok,
                opened.answers().size() + " connections, " + AT_ONCE + " at a time, " + opened.failed() + " failed"
                        + opened.firstFailure() + "; " + each.getCount() + " servers got " + each.getMin() + " to "
                        + each.getMax() + ", spread max-min " + (each.getMax() - each.getMin()));
    }
}
