// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.sessions;

import dev.baro.core.api.Json;
import dev.baro.core.api.Members;
import dev.baro.core.api.ServerMember;
import dev.baro.lab.host.BaroDaemon;
import dev.baro.lab.host.Lab;
import dev.baro.lab.network.WaitFactor;
import dev.baro.lab.proof.Proof;
import dev.baro.lab.traffic.Connections;
import dev.baro.lab.traffic.HoldAccount;
import dev.baro.lab.traffic.Holding;
import java.time.Duration;
import java.util.List;

/// A drained server keeps its connections and gets no new ones, and is reported as empty only when it is empty.
record DrainKeepsConnections(BaroDaemon daemon, int held) implements Proof {
    private static final String DRAINED = "web-a01";
    private static final int SERVERS = 6;
    private static final int NEW_CONNECTIONS = 600;
    private static final int AT_ONCE = 16;
    /// The number of sessions is an estimate, so a minute without packets shows that the last session has
    /// ended. The daemon counts once a second.
    private static final Duration EMPTY_LIMIT = Duration.ofSeconds(75);

    /// @param empty whether `baro server drains` reports the server as empty
    private record Drain(long sessions, boolean empty) {}

    @Override
    public String name() {
        return "drain under connections";
    }

    @Override
    public String expected() {
        return held + " held connections: 0 broken, 0 moved; 0 of " + NEW_CONNECTIONS + " new ones to " + DRAINED
                + "; empty only after its last connection has ended and a minute has passed in silence";
    }

    @Override
    public Finding prove(Lab lab) {
        try (Holding holding = Holding.start(lab, SessionsScenario.EVEN_VIP, held, SessionsScenario.client(5))) {
            long here = holding.account().of(DRAINED).open();
            daemon.cli("server", "drain", DRAINED, "--vip", SessionsScenario.EVEN)
                    .succeed();
            Connections newer = Connections.open(
                    lab, SessionsScenario.EVEN_VIP, NEW_CONNECTIONS, AT_ONCE, List.of(SessionsScenario.client(6)));
            HoldAccount account = holding.settled();
            Drain full = drain();
            holding.end(DRAINED, 1);
            Drain nearly = drain();
            HoldAccount last = holding.end(DRAINED, 0);
            Drain empty = awaitEmpty();
            daemon.cli("server", "enable", DRAINED, "--vip", SessionsScenario.EVEN)
                    .succeed();

            boolean ok = account.untouched()
                    && last.untouched()
                    && account.all().open() == held
                    && here >= held / SERVERS
                    && newer.failed() == 0
                    && newer.of(DRAINED) == 0
                    && !full.empty()
                    && !nearly.empty()
                    && empty.empty();
            return new Finding(
                    ok,
                    last.text() + "; " + newer.of(DRAINED) + " of "
                            + newer.answers().size() + " new ones to "
                            + DRAINED + newer.firstFailure() + "; baro server drains: " + text(full) + " of " + here
                            + " held there, " + text(nearly) + " with one left, " + text(empty) + " after it");
        }
    }

    private Drain awaitEmpty() {
        long deadlineNs = System.nanoTime() + WaitFactor.slow(EMPTY_LIMIT).toNanos();
        Drain drain = drain();
        while (!drain.empty() && System.nanoTime() < deadlineNs) {
            drain = drain();
        }
        return drain;
    }

    private Drain drain() {
        String json = daemon.cli("server", "drains", DRAINED, "-o", "json").succeed();
        ServerMember.SessionLoad load =
                Json.read(json, Members.class).servers().getFirst().load();
        return new Drain(load.sessions(), load.empty());
    }

    private static String text(Drain drain) {
        return "~" + drain.sessions() + " sessions, " + (drain.empty() ? "empty" : "not empty");
    }
}
