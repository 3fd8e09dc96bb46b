// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.server;

import dev.baro.cli.client.DaemonClient;
import dev.baro.cli.terminal.Amount;
import dev.baro.cli.terminal.Terminal;
import dev.baro.core.api.ExitCode;
import dev.baro.core.api.ServerMember;
import java.time.Duration;
import java.util.List;

/// Asks once a second until nobody who drains holds a session.
record DrainWait(DaemonClient client, String server, String vip, Terminal terminal) {
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    /// Blocks; the count goes to the standard error whenever it changes.
    ///
    /// @return 0 when empty, 1 when the drain ended otherwise: by its deadline, or because it was taken
    ///     back
    int untilEmpty() throws InterruptedException {
        long begunNs = System.nanoTime();
        long shown = -1;
        while (true) {
            List<ServerMember> standings = client.standings(server, vip, false).servers().stream()
                    .filter(standing -> standing.state().equals("drain")
                            || !standing.override().isEmpty())
                    .toList();
            if (standings.isEmpty()
                    || standings.stream().anyMatch(s -> !s.state().equals("drain"))) {
                terminal.err().println("no longer draining: " + server + ": see baro server standings " + server);
                return ExitCode.FAILED;
            }
            long sessions = standings.stream().mapToLong(ServerMember::sessions).sum();
            boolean estimated = standings.stream().anyMatch(ServerMember::sessionsEstimated);
            if (standings.stream().noneMatch(s -> s.emptySince().isEmpty())) {
                Duration took = Duration.ofNanos(System.nanoTime() - begunNs);
                terminal.out().println(server + " is empty after " + Amount.duration(took) + ": safe to stop");
                return 0;
            }
            if (sessions != shown) {
                terminal.err().println(Amount.count(sessions, estimated) + " sessions left");
                shown = sessions;
            }
            Thread.sleep(INTERVAL);
        }
    }
}
