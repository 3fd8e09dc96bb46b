// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.server;

import dev.baro.cli.client.DaemonClient;
import dev.baro.cli.terminal.Amount;
import dev.baro.cli.terminal.Terminal;
import dev.baro.core.api.ExitCode;
import dev.baro.core.api.ServerMember;
import dev.baro.core.api.ServerMember.SessionLoad;
import java.time.Duration;
import java.util.List;

/// Polls once a second until no draining server has a session.
record DrainWait(DaemonClient client, String server, String vip, Terminal terminal) {
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    /// Blocks, and prints each change in the number of sessions to standard error.
    ///
    /// @return 0 if no session is left, 1 if the drain was ended by its deadline or by an operator
    int untilEmpty() throws InterruptedException {
        long begunNs = System.nanoTime();
        long shown = -1;
        while (true) {
            List<ServerMember> members = client.members(server, vip, false).servers().stream()
                    .filter(member -> member.now().drains() || member.override().isPresent())
                    .toList();
            if (members.isEmpty()
                    || !members.stream().allMatch(member -> member.now().drains())) {
                terminal.err().println("no longer draining: " + server + ": see baro server members " + server);
                return ExitCode.FAILED;
            }
            List<SessionLoad> loads = members.stream().map(ServerMember::load).toList();
            long sessions = loads.stream().mapToLong(SessionLoad::sessions).sum();
            boolean estimated = loads.stream().anyMatch(SessionLoad::estimated);
            if (loads.stream().allMatch(SessionLoad::empty)) {
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
