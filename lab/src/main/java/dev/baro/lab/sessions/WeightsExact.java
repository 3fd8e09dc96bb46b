// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.sessions;

import dev.baro.lab.host.BaroDaemon;
import dev.baro.lab.host.Lab;
import dev.baro.lab.proof.Proof;
import dev.baro.lab.traffic.Connections;
import java.util.List;
import java.util.Map;

/// The weights 1:2:3, set by the operator, hold exactly in every cycle of six connections and over all cycles.
///
/// @param count the number of connections, a multiple of six
record WeightsExact(BaroDaemon daemon, int count) implements Proof {
    private static final Map<String, Integer> WEIGHTS = Map.of("web-a01", 1, "web-a02", 2, "web-a03", 3);
    private static final Map<String, Long> CYCLE = Map.of("web-a01", 1L, "web-a02", 2L, "web-a03", 3L);
    private static final int CYCLE_LENGTH = 6;
    private static final int AT_ONCE = 64;
    /// A limit for the connections that are opened one after another, which takes longer.
    private static final int MOST_IN_TURN = 600;

    @Override
    public String name() {
        return "weights exact";
    }

    @Override
    public String expected() {
        return "web-a01, web-a02, web-a03 get 1:2:3 of " + count + " connections, and in every cycle of six";
    }

    @Override
    public Finding prove(Lab lab) {
        WEIGHTS.forEach((server, weight) -> daemon.cli(
                        "server", "weight", server, Integer.toString(weight), "--vip", SessionsScenario.WEIGHTED)
                .succeed());
        Connections inTurn = open(lab, Math.min(count, MOST_IN_TURN), 1, SessionsScenario.client(1));
        Connections atOnce = open(lab, count, AT_ONCE, SessionsScenario.client(2));
        WEIGHTS.keySet()
                .forEach(server -> daemon.cli("server", "enable", server, "--vip", SessionsScenario.WEIGHTED)
                        .succeed());

        List<Map<String, Long>> cycles = inTurn.cycles(CYCLE_LENGTH);
        long exact = cycles.stream().filter(CYCLE::equals).count();
        boolean ok = exact == cycles.size()
                && exact == inTurn.answers().size() / CYCLE_LENGTH
                && atOnce.failed() == 0
                && CYCLE.entrySet().stream()
                        .allMatch(one -> atOnce.of(one.getKey()) == one.getValue() * count / CYCLE_LENGTH);
        return new Finding(
                ok,
                exact + " of " + cycles.size() + " cycles of six in turn are 1:2:3; of " + count + " connections, "
                        + AT_ONCE + " at a time, " + atOnce.byServer() + atOnce.firstFailure());
    }

    private static Connections open(Lab lab, int count, int atOnce, String source) {
        return Connections.open(lab, SessionsScenario.WEIGHTED_VIP, count, atOnce, List.of(source));
    }
}
