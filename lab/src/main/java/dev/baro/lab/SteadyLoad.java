// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Requests without a pause on connections that are kept open, and the account of every packet of theirs while
/// something
/// is done to the balancer.
final class SteadyLoad {
    /// Two for each real server.
    static final int CONNECTIONS = 12;

    private static final Duration WARM_UP = Duration.ofMillis(400);
    private static final Duration SETTLE = Duration.ofMillis(200);
    /// Pauses between an answer and the next request, so that the load leaves the machine some time for what is proved.
    private static final String SCRIPT = "function delay() return 4 end\n";
    /// Ends by itself even if nobody stops it.
    private static final String LIMIT = "180s";

    private SteadyLoad() {}

    /// @param sent          packets that the client sent to the VIP
    /// @param received      packets with the DSCP that came in at the servers
    /// @param retransmitted segments, client and servers
    /// @param resets        that the client got from the VIP
    /// @param moved         connections seen by more than one server
    /// @param connections   seen by any server
    /// @param socketErrors  what wrk says about them; empty when there were none
    record Account(
            long sent,
            long received,
            long retransmitted,
            long resets,
            long moved,
            long connections,
            long requests,
            String socketErrors) {

        boolean nothingLostOrMoved() {
            return sent > 0
                    && sent == received
                    && retransmitted == 0
                    && resets == 0
                    && moved == 0
                    && connections == CONNECTIONS
                    && socketErrors.isEmpty();
        }

        String text() {
            return (sent - received) + " of " + sent + " packets lost, " + retransmitted + " retransmitted, " + resets
                    + " resets, " + moved + " of " + connections + " connections moved, " + requests + " requests"
                    + (socketErrors.isEmpty() ? "" : "; " + socketErrors);
        }
    }

    /// Runs the load around the event.
    static Account during(Lab lab, Runnable event) {
        Totals before = Totals.of(lab);
        List<Long> marks = lab.webServers().stream().map(WebServer::mark).toList();
        Background wrk = lab.client()
                .command(
                        "wrk",
                        "-t1",
                        "-c" + CONNECTIONS,
                        "-d" + LIMIT,
                        "-s",
                        script(lab).toString(),
                        "http://" + Topology.VIP + "/")
                .start(lab.names().directory().resolve("wrk.log"));
        String said;
        try {
            Pause.of(WARM_UP);
            event.run();
            Pause.of(WARM_UP);
        } finally {
            said = wrk.interrupt();
        }
        Pause.of(SETTLE);
        Totals after = Totals.of(lab);
        List<List<WebServer.Request>> requests = IntStream.range(0, marks.size())
                .mapToObj(i -> lab.webServers().get(i).requestsSince(marks.get(i)))
                .toList();
        return account(before, after, requests, said);
    }

    private static Path script(Lab lab) {
        Path file = lab.names().directory().resolve("wrk.lua");
        try {
            return Files.writeString(file, SCRIPT);
        } catch (IOException e) {
            throw new LabException("write " + file + ": " + e.getMessage(), e);
        }
    }

    private record Totals(long sent, long received, long retransmitted, long resets) {
        private static Totals of(Lab lab) {
            Meters.Reading client = Meters.read(lab.client());
            List<Long> received = Together.map(
                    lab.webServers(), server -> Meters.read(server.namespace()).packets(Meters.MARKED));
            List<Long> retransmitted = Together.map(
                    lab.webServers(),
                    server -> KernelCounters.of(server.namespace()).retransmitted());
            return new Totals(
                    client.packets(Meters.SENT),
                    sum(received),
                    KernelCounters.of(lab.client()).retransmitted() + sum(retransmitted),
                    client.packets(Meters.RESETS));
        }
    }

    private static Account account(Totals before, Totals after, List<List<WebServer.Request>> requests, String said) {
        Map<Integer, Long> serversOfPort = requests.stream()
                .map(SteadyLoad::ports)
                .flatMap(Set::stream)
                .collect(Collectors.groupingBy(port -> port, Collectors.counting()));
        return new Account(
                after.sent - before.sent,
                after.received - before.received,
                after.retransmitted - before.retransmitted,
                after.resets - before.resets,
                serversOfPort.values().stream().filter(servers -> servers > 1).count(),
                serversOfPort.size(),
                requests.stream().mapToLong(List::size).sum(),
                said.lines()
                        .map(String::strip)
                        .filter(line -> line.startsWith("Socket errors") || line.startsWith("Non-2xx"))
                        .collect(Collectors.joining(", ")));
    }

    private static Set<Integer> ports(List<WebServer.Request> requests) {
        return requests.stream().map(WebServer.Request::clientPort).collect(Collectors.toSet());
    }

    private static long sum(List<Long> values) {
        return values.stream().mapToLong(Long::longValue).sum();
    }
}
