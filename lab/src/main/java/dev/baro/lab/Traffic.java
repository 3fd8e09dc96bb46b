// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// 6,000 requests, each on a connection of its own, half of them by TLS, and everything that was seen of them: the
/// answers, the access logs, the meters, and captures at the client and at every real server.
///
/// @param codes      the HTTP status of every request; 0 where there was no answer
/// @param requests   of each real server, by its name
/// @param atClient   both directions, headers only
/// @param atServers  incoming from clients, whole frames, in the order of the servers
/// @param edge       what the meters at the edge counted
record Traffic(
        List<Integer> codes,
        Duration took,
        Map<String, List<WebServer.Request>> requests,
        Capture atClient,
        List<Capture> atServers,
        Meters.Reading edge) {
    static final int REQUESTS = 6_000;

    /// Two curls for each port, each from an address of its own.
    private static final List<Source> SOURCES = List.of(
            new Source("http", Topology.CLIENT_ADDRESSES.get(0)),
            new Source("http", Topology.CLIENT_ADDRESSES.get(1)),
            new Source("https", Topology.CLIENT_ADDRESSES.get(2)),
            new Source("https", Topology.CLIENT_ADDRESSES.get(3)));

    private static final int AT_ONCE = 16;
    /// After the last answer the last FIN and ACK are still on their way.
    private static final Duration SETTLE = Duration.ofMillis(200);

    private record Source(String scheme, String address) {}

    static Traffic send(Lab lab) {
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

        Pause.of(SETTLE);
        Meters.Reading edge = Meters.read(lab.edge()).since(before);
        List<Capture> all = new ArrayList<>(atServers);
        all.add(atClient);
        Together.map(all, Capture::stop);
        return new Traffic(codes, took, requests(lab, marks), atClient, atServers, edge);
    }

    /// How many requests had one of the HTTP states that mean an answer.
    long answered() {
        return codes.stream().filter(code -> code == 200).count();
    }

    private static List<Integer> request(Lab lab, Source source) {
        int count = REQUESTS / SOURCES.size();
        String url = source.scheme() + "://" + Topology.VIP + "/?[1-" + count + "]";
        return lab.client()
                .command(
                        "curl",
                        "--silent",
                        "--insecure",
                        "--interface",
                        source.address(),
                        "--http1.1",
                        "--parallel",
                        "--parallel-immediate",
                        "--parallel-max",
                        Integer.toString(AT_ONCE),
                        "--max-time",
                        "20",
                        "--header",
                        "Connection: close",
                        "--output",
                        "/dev/null",
                        "--write-out",
                        "%{http_code}\n",
                        url)
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

    /// New connections of one server, by port.
    static Map<Integer, Long> connections(List<WebServer.Request> requests) {
        return requests.stream()
                .collect(Collectors.groupingBy(
                        WebServer.Request::port,
                        Collectors.collectingAndThen(
                                Collectors.mapping(WebServer.Request::connection, Collectors.toSet()),
                                connections -> (long) connections.size())));
    }
}
