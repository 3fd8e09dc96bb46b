// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.sessions;

import dev.baro.lab.host.BaroDaemon;
import dev.baro.lab.host.Lab;
import dev.baro.lab.proof.Proof;
import dev.baro.lab.traffic.Connections;
import dev.baro.lab.traffic.HoldAccount;
import dev.baro.lab.traffic.Holding;
import java.util.List;

/// With `maglev`, a server is added, another drains, and a third is removed: all connections keep their
/// servers, except those of the removed server.
record HashKeepsConnections(BaroDaemon daemon, int held) implements Proof {
    private static final String ALL_BUT_ADDED = "[web-a01, web-a02, web-a03, web-b01, web-b02]";
    private static final String ALL = "[web-a01, web-a02, web-a03, web-b01, web-b02, web-b03]";
    private static final String ALL_BUT_REMOVED = "[web-a01, web-a03, web-b01, web-b02, web-b03]";
    private static final String ADDED = "web-b03";
    private static final String DRAINED = "web-a01";
    private static final String REMOVED = "web-a02";
    private static final int NEW_CONNECTIONS = 600;
    private static final int AT_ONCE = 16;

    @Override
    public String name() {
        return "maglev servers change";
    }

    @Override
    public String expected() {
        return held + " held connections: 0 broken, 0 moved when " + ADDED + " is added and " + DRAINED
                + " drained, new ones to the first and not to the second; when " + REMOVED
                + " is removed, only its own break";
    }

    @Override
    public Finding prove(Lab lab) {
        String text = BaroDaemon.resource(SessionsScenario.CONFIGURATION);
        try (Holding holding = Holding.start(lab, SessionsScenario.HASHED_VIP, held, SessionsScenario.client(5))) {
            long ofRemoved = holding.account().of(REMOVED).open();
            apply(text.replace(ALL_BUT_ADDED, ALL));
            daemon.awaitServers();
            Connections afterAdding = open(lab, SessionsScenario.client(6));
            HoldAccount added = holding.settled();

            daemon.cli("server", "drain", DRAINED, "--vip", SessionsScenario.HASHED)
                    .succeed();
            Connections afterDraining = open(lab, SessionsScenario.client(7));
            HoldAccount drained = holding.settled();

            apply(text.replace(ALL_BUT_ADDED, ALL_BUT_REMOVED));
            HoldAccount removed = holding.settled();
            daemon.cli("server", "enable", DRAINED, "--vip", SessionsScenario.HASHED)
                    .succeed();
            apply(text);

            return new Seen(ofRemoved, afterAdding, added, afterDraining, drained, removed).finding(held);
        }
    }

    /// @param ofRemoved   the connections, before any change, of the server that is removed later
    /// @param afterAdding the connections opened after the server was added
    /// @param added       the held connections at that time; the other components follow the same pattern
    private record Seen(
            long ofRemoved,
            Connections afterAdding,
            HoldAccount added,
            Connections afterDraining,
            HoldAccount drained,
            HoldAccount removed) {
        private Finding finding(int held) {
            return new Finding(ok(held), text());
        }

        private boolean ok(int held) {
            return added.untouched()
                    && afterAdding.failed() == 0
                    && afterAdding.of(ADDED) > 0
                    && drained.untouched()
                    && drained.all().open() == held
                    && afterDraining.failed() == 0
                    && afterDraining.of(DRAINED) == 0
                    && ofRemoved > 0
                    && removed.of(REMOVED).broken() == ofRemoved
                    && removed.others(REMOVED).broken() == 0
                    && removed.all().moved() == 0;
        }

        private String text() {
            return ADDED + " added: " + brief(added) + ", " + afterAdding.of(ADDED) + " of " + NEW_CONNECTIONS
                    + " new ones to it; " + DRAINED + " drained: " + brief(drained) + ", "
                    + afterDraining.of(DRAINED) + " of " + NEW_CONNECTIONS + " new ones to it; " + REMOVED
                    + " removed: " + removed.of(REMOVED).broken() + " of its " + ofRemoved + " broken, "
                    + removed.others(REMOVED).broken() + " of others, "
                    + removed.all().moved() + " moved";
        }
    }

    private void apply(String text) {
        daemon.rewrite(text);
        daemon.apply();
    }

    private static Connections open(Lab lab, String source) {
        return Connections.open(lab, SessionsScenario.HASHED_VIP, NEW_CONNECTIONS, AT_ONCE, List.of(source));
    }

    private static String brief(HoldAccount account) {
        return account.all().broken() + " of " + account.all().connections() + " broken, "
                + account.all().moved() + " moved";
    }
}
