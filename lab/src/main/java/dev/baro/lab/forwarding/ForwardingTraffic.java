// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.forwarding;

import dev.baro.lab.capture.Capture;
import dev.baro.lab.capture.Meters;
import dev.baro.lab.host.Lab;
import dev.baro.lab.host.WebServer;
import dev.baro.lab.network.Await;
import dev.baro.lab.network.Together;
import dev.baro.lab.network.Topology;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// 6,000 requests, each on a separate connection, half of them with TLS, and everything observed about them:
/// the answers, the access logs, the meters, and captures at the client and at every real server.
///
/// @param codes     the HTTP status of every request; 0 if there was no response
/// @param requests  the requests that each real server received, by its name
/// @param atClient  the packets at the client in both directions, headers only
/// @param atServers the packets from clients, whole frames, in the order of the servers
/// @param edge      the readings of the meters at the edge
record ForwardingTraffic(
        List<Integer> codes,
        Duration took,
        Map<String, List<WebServer.Request>> requests,
        Capture atClient,
        List<Capture> atServers,
        Meters.Reading edge) {
    static final int REQUESTS = 6_000;

    private static final int REQUESTS_PER_CURL = 1_500;

    /// Two curl processes for each port. Each request has a separate source port, because otherwise the kernel
    /// would reuse the port of a connection that has just ended, whose session the balancer rightly keeps, and
    /// round robin would not be exactly even.
    private static final List<Source> SOURCES = List.of(
            new Source("http", 10_000),
            new Source("http", 11_500),
            new Source("https", 13_000),
            new Source("https", 14_500));

    private static final int AT_ONCE = 16;

    private record Source(String scheme, int firstPort) {
        /// The requests in the form of a curl configuration file, which can set options for each request.
        private String requests() {
            return IntStream.range(firstPort, firstPort + REQUESTS_PER_CURL)
                    .mapToObj(this::request)
                    .collect(Collectors.joining("next\n"));
        }

        private String request(int port) {
            return """
                    url = "%s://%s/"
                    local-port = %d
                    header = "Connection: close"
                    output = "/dev/null"
                    write-out = "%%{http_code}\\n"
                    max-time = 120
                    http1.1
                    insecure
                    """.formatted(scheme, Topology.VIP, port);
        }
    }

    static ForwardingTraffic send(Lab lab) {
        Path directory = lab.names().directory();
        Capture atClient =
                Capture.start(lab.client(), directory.resolve("client.pcap"), Capture.HEADERS, "host", Topology.VIP);
        List<Capture> atServers = Together.map(
                lab.webServers(),
                server -> Capture.start(
                        server.namespace(),
                        directory.resolve(server.server().name() + ".pcap"),
                        Capture.WHOLE_FRAMES,
                        "-Q",
                        "in",
                        "src",
                        "net",
                        Topology.CLIENT_NETWORK));
        List<Long> marks = lab.webServers().stream().map(WebServer::mark).toList();
        Meters.Reading before = Meters.read(lab.edge());

        long startNs = System.nanoTime();
        List<Integer> codes = Together.map(SOURCES, source -> request(lab, source)).stream()
                .flatMap(List::stream)
                .toList();
        Duration took = Duration.ofNanos(System.nanoTime() - startNs);

        List<Capture> all = new ArrayList<>(atServers);
        all.add(atClient);
        // After the last answer, the last FIN and ACK are still in transit, and then in the
        // buffers of the captures.
        Await.still(() -> all.stream().map(Capture::bytes).toList());
        Meters.Reading edge = Await.still(() -> Meters.read(lab.edge())).since(before);
        Together.map(all, Capture::stop);
        return new ForwardingTraffic(codes, took, requests(lab, marks), atClient, atServers, edge);
    }

    /// The number of requests answered with status 200.
    long answered() {
        return codes.stream().filter(code -> code == 200).count();
    }

    private static List<Integer> request(Lab lab, Source source) {
        return lab.client()
                .command(
                        "curl",
                        "--silent",
                        "--parallel",
                        "--parallel-immediate",
                        "--parallel-max",
                        Integer.toString(AT_ONCE),
                        "--config",
                        "-")
                .withInput(source.requests())
                .run()
                .output()
                .lines()
                .map(Integer::parseInt)
                .toList();
    }

    private static Map<String, List<WebServer.Request>> requests(Lab lab, List<Long> marks) {
        return IntStream.range(0, marks.size())
                .boxed()
                .collect(Collectors.toMap(
                        i -> lab.webServers().get(i).server().name(),
                        i -> lab.webServers().get(i).requestsSince(marks.get(i))));
    }

    /// The number of new connections to one server, by port.
    static Map<Integer, Long> connections(List<WebServer.Request> requests) {
        return requests.stream()
                .collect(Collectors.groupingBy(
                        WebServer.Request::port,
                        Collectors.collectingAndThen(
                                Collectors.mapping(WebServer.Request::connection, Collectors.toSet()),
                                connections -> (long) connections.size())));
    }
}
