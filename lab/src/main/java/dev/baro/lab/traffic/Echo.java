// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.traffic;

import dev.baro.lab.host.Lab;
import dev.baro.lab.host.WebServer;
import dev.baro.lab.network.Command;
import dev.baro.lab.network.Processes;
import dev.baro.lab.network.TestVip;
import java.util.ArrayList;
import java.util.List;

/// `baro lab udp-echo` on real servers.
public final class Echo {
    private Echo() {}

    /// Starts an echo on a server and waits until it listens.
    ///
    /// @param name the name of the echo's log, which is unique in this lab
    public static void start(Lab lab, WebServer server, String name, List<String> addresses) {
        List<String> words = new ArrayList<>(List.of("lab", "udp-echo", Integer.toString(TestVip.ECHO)));
        words.addAll(addresses);
        lab.launcher()
                .in(server.namespace(), words.toArray(String[]::new))
                .start(lab.names().directory().resolve(name + ".echo"))
                .awaitLog(UdpEchoCommand.READY);
    }

    /// Suspends a server's echo that was started with these addresses: it receives datagrams but answers none.
    public static void freeze(WebServer server, List<String> addresses) {
        signal("STOP", server, addresses);
    }

    public static void thaw(WebServer server, List<String> addresses) {
        signal("CONT", server, addresses);
    }

    private static void signal(String name, WebServer server, List<String> addresses) {
        processes(server, addresses)
                .forEach(process -> Command.of("kill", "-" + name, Long.toString(process.pid()))
                        .succeed());
    }

    /// Kills a server's echo that was started with these addresses.
    public static void end(WebServer server, List<String> addresses) {
        Processes.kill(processes(server, addresses));
    }

    private static List<ProcessHandle> processes(WebServer server, List<String> addresses) {
        String words = String.join(" ", addresses);
        return server.namespace().processes().stream()
                .filter(process -> process.info().commandLine().orElse("").endsWith(words))
                .toList();
    }
}
