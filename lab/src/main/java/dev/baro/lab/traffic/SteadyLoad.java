// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.traffic;

import dev.baro.lab.capture.KernelCounters;
import dev.baro.lab.capture.Meters;
import dev.baro.lab.host.Lab;
import dev.baro.lab.host.WebServer;
import dev.baro.lab.network.Await;
import dev.baro.lab.network.Background;
import dev.baro.lab.network.LabException;
import dev.baro.lab.network.Pause;
import dev.baro.lab.network.Together;
import dev.baro.lab.network.Topology;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Continuous requests on connections that are kept open, and an account of all their packets while a proof
/// acts on the balancer or on other servers.
public final class SteadyLoad {
    /// Two connections for each real server.
    static final int CONNECTIONS = 12;

    private static final Duration WARM_UP = Duration.ofMillis(400);
    private static final int PAUSE_MS = 4;
    /// The load ends after this time even if it is not stopped.
    private static final Duration LIMIT = Duration.ofMinutes(20);

    private final Lab lab;
    private final List<WebServer> servers;
    private final Totals before;
    private final List<Long> marks;
    private final Background wrk;

    private SteadyLoad(Lab lab, List<WebServer> servers, Totals before, List<Long> marks, Background wrk) {
        this.lab = lab;
        this.servers = List.copyOf(servers);
        this.before = before;
        this.marks = marks;
        this.wrk = wrk;
    }

    /// @param sent          the packets that the client sent to the VIP
    /// @param received      the packets that arrived at the servers with the mark's DSCP
    /// @param retransmitted the number of segments that the client and the servers retransmitted
    /// @param resets        the resets that the client received from the VIP before it closed its connections
    /// @param moved         the number of connections seen by more than one server
    /// @param connections   the number of connections seen by any server
    /// @param socketErrors  wrk's report about socket errors; empty if there were none
    public record Account(
            long sent,
            long received,
            long retransmitted,
            long resets,
            long moved,
            long connections,
            long requests,
            String socketErrors) {

        public boolean nothingLostOrMoved() {
            return sent > 0
                    && sent == received
                    && retransmitted == 0
                    && resets == 0
                    && moved == 0
                    && connections == CONNECTIONS
                    && socketErrors.isEmpty();
        }

        public String text() {
            return (sent - received) + " of " + sent + " packets lost, " + retransmitted + " retransmitted, " + resets
                    + " resets, " + moved + " of " + connections + " connections moved, " + requests + " requests"
                    + (socketErrors.isEmpty() ? "" : "; " + socketErrors);
        }
    }

    /// Runs the load before, during and after an event.
    public static Account during(Lab lab, Runnable event) {
        return during(lab, lab.webServers(), event);
    }

    /// @param servers the servers that take new sessions now; others are not counted
    public static Account during(Lab lab, List<WebServer> servers, Runnable event) {
        SteadyLoad load = start(lab, servers, LIMIT, PAUSE_MS);
        try {
            event.run();
        } catch (RuntimeException e) {
            load.breakOff(e);
            throw e;
        }
        return load.stop();
    }

    /// Starts the load, which ends after a fixed time even if it is not stopped.
    ///
    /// @param servers the servers that take new sessions now; others are not counted
    /// @param pauseMs the pause between an answer and the next request, which keeps the
    ///                machine from being overloaded
    public static SteadyLoad start(Lab lab, List<WebServer> servers, Duration limit, int pauseMs) {
        Totals before = Await.still(() -> Totals.of(lab, servers)); // earlier connections may still close
        List<Long> marks = servers.stream().map(WebServer::mark).toList();
        Background wrk = lab.client()
                .command(
                        "wrk",
                        "-t1",
                        "-c" + CONNECTIONS,
                        "-d" + limit.toSeconds() + "s",
                        "-s",
                        script(lab, pauseMs).toString(),
                        "http://" + Topology.VIP + "/")
                .start(lab.names().directory().resolve("wrk.log"));
        SteadyLoad load = new SteadyLoad(lab, servers, before, marks, wrk);
        Await.until(
                "load of " + CONNECTIONS + " connections",
                () -> load.answered() >= CONNECTIONS,
                () -> load.answered() + " answered; wrk says: " + wrk.output().strip());
        Pause.of(WARM_UP);
        return load;
    }

    /// Resets are counted up to the end of the load: wrk closes some connections with an RST, and a segment
    /// that such an RST overtakes is answered with an RST by the server's kernel (RFC 9293, 3.10.7.1).
    public Account stop() {
        Pause.of(WARM_UP);
        long resets = resets(lab) - before.resets;
        String said = wrk.interrupt();
        Totals after = Await.still(() -> Totals.of(lab, servers));
        return account(before, after, resets, requests(), said);
    }

    /// Stops the load, so that the failure itself is reported and not its consequences.
    private void breakOff(RuntimeException failure) {
        try {
            String _ = wrk.interrupt();
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    /// The number of connections that got an answer.
    private long answered() {
        return requests().stream().map(SteadyLoad::ports).mapToLong(Set::size).sum();
    }

    private List<List<WebServer.Request>> requests() {
        return IntStream.range(0, marks.size())
                .mapToObj(i -> servers.get(i).requestsSince(marks.get(i)))
                .toList();
    }

    private static Path script(Lab lab, int pauseMs) {
        Path file = lab.names().directory().resolve("wrk.lua");
        try {
            return Files.writeString(file, "function delay() return " + pauseMs + " end\n");
        } catch (IOException e) {
            throw new LabException("write " + file + ": " + e.getMessage(), e);
        }
    }

    private record Totals(long sent, long received, long retransmitted, long resets) {
        private static Totals of(Lab lab, List<WebServer> servers) {
            Meters.Reading client = Meters.read(lab.client());
            List<Long> received = Together.map(
                    servers, server -> Meters.read(server.namespace()).packets(Meters.MARKED));
            List<Long> retransmitted = Together.map(
                    servers, server -> KernelCounters.of(server.namespace()).retransmitted());
            return new Totals(
                    client.packets(Meters.SENT),
                    sum(received),
                    KernelCounters.of(lab.client()).retransmitted() + sum(retransmitted),
                    client.packets(Meters.RESETS));
        }
    }

    private static long resets(Lab lab) {
        return Meters.read(lab.client()).packets(Meters.RESETS);
    }

    private static Account account(
            Totals before, Totals after, long resets, List<List<WebServer.Request>> requests, String said) {
        Map<Integer, Long> serversOfPort = requests.stream()
                .map(SteadyLoad::ports)
                .flatMap(Set::stream)
                .collect(Collectors.groupingBy(port -> port, Collectors.counting()));
        return new Account(
                after.sent - before.sent,
                after.received - before.received,
                after.retransmitted - before.retransmitted,
                resets,
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
