// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.testbed;

import dev.baro.lab.bench.ConnectionsResults;
import dev.baro.lab.capture.InterfaceCounters;
import dev.baro.lab.network.Command;
import dev.baro.lab.network.LabException;
import dev.baro.lab.network.Pause;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Measures short connections and a long download through each balancer in turn. All processes share the
/// machine, so CPU time is measured for the whole machine.
final class ConnectionsBench {
    private static final Pattern REQUESTS = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
    private static final Pattern COUNT = Pattern.compile("(\\d+) requests in");
    private static final double TICKS_PER_SECOND = 100; // USER_HZ, the same on every architecture
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /// @param url      the URL of the files
    /// @param balancer the balancer whose link is measured; empty if there is none
    private record Way(String name, String url, String balancer) {}

    private static final List<Way> WAYS = List.of(
            new Way("no balancer", "http://" + ConnectionsNetwork.address("web1"), ""),
            way("Baro L3DSR, maglev", ConnectionsNetwork.BARO),
            way("kernel NAT", ConnectionsNetwork.NAT),
            way("HAProxy, TCP mode", ConnectionsNetwork.HAPROXY));

    private final ConnectionsNetwork network;
    private final int seconds;

    ConnectionsBench(ConnectionsNetwork network, int seconds) {
        this.network = network;
        this.seconds = seconds;
    }

    ConnectionsResults run(int rounds) {
        WAYS.forEach(this::awaitAnswer);
        WAYS.forEach(this::sample); // brings the file into the page cache, and connections into the tables
        Map<Way, List<ConnectionsResults.Sample>> samples = new LinkedHashMap<>();
        WAYS.forEach(way -> samples.put(way, new ArrayList<>()));
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < WAYS.size(); i++) {
                Way way = WAYS.get((i + round) % WAYS.size());
                samples.computeIfAbsent(way, _ -> new ArrayList<>()).add(sample(way));
            }
        }
        List<ConnectionsResults.Row> rows = new ArrayList<>();
        samples.forEach((way, ofWay) -> rows.add(ConnectionsResults.row(way.name(), ofWay)));
        return new ConnectionsResults(rounds, rows);
    }

    private static Way way(String name, String balancer) {
        return new Way(name, "http://" + ConnectionsNetwork.vip(balancer), balancer);
    }

    private ConnectionsResults.Sample sample(Way way) {
        InterfaceCounters before = carried(way.balancer());
        double cpuBefore = cpuSeconds();
        String said = client("wrk", "-t1", "-c32", "-d" + seconds, "-H", "Connection: close", way.url() + "/small");
        double cpu = cpuSeconds() - cpuBefore;
        InterfaceCounters link = carried(way.balancer()).less(before);
        double connections = number(COUNT, said);

        before = carried(way.balancer());
        cpuBefore = cpuSeconds();
        double bytesPerSecond = Double.parseDouble(client(
                        "curl",
                        "--silent",
                        "--fail",
                        "--output",
                        "/dev/null",
                        "--write-out",
                        "%{speed_download}",
                        way.url() + "/big")
                .strip());
        double downloadCpu = cpuSeconds() - cpuBefore;
        InterfaceCounters download = carried(way.balancer()).less(before);
        return new ConnectionsResults.Sample(
                number(REQUESTS, said),
                cpu * 1e6 / connections,
                link.packets() / connections,
                bytesPerSecond * 8 / 1e9,
                downloadCpu * 1e9 / ConnectionsNetwork.BIG_FILE_BYTES,
                (double) download.bytesIn() / ConnectionsNetwork.BIG_FILE_BYTES);
    }

    private String client(String... words) {
        return network.namespace(ConnectionsNetwork.CLIENT).command(words).succeed();
    }

    /// Waits until a path answers, because a balancer that first probes its servers needs some time.
    private void awaitAnswer(Way way) {
        long deadlineNs = System.nanoTime() + PATIENCE.toNanos();
        Command ask = network.namespace(ConnectionsNetwork.CLIENT)
                .command(
                        "curl", "--silent", "--fail", "--max-time", "1", "--output", "/dev/null", way.url() + "/small");
        while (ask.run().exitCode() != 0) {
            if (System.nanoTime() > deadlineNs) {
                throw new LabException("no answer through " + way.name() + " from " + way.url());
            }
            Pause.of(Duration.ofMillis(100));
        }
    }

    private static double number(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new LabException("wrk said: " + text.strip());
        }
        return Double.parseDouble(matcher.group(1));
    }

    /// The time of all CPUs since the machine booted: user, nice, system, interrupts and soft interrupts.
    private static double cpuSeconds() {
        try {
            String[] fields =
                    Files.readAllLines(Path.of("/proc/stat")).getFirst().split("\\s+", -1);
            return Arrays.stream(new int[] {1, 2, 3, 6, 7})
                            .mapToLong(field -> Long.parseLong(fields[field]))
                            .sum()
                    / TICKS_PER_SECOND;
        } catch (IOException e) {
            throw new LabException("read /proc/stat: " + e.getMessage(), e);
        }
    }

    /// @param balancer the balancer; empty if there is none
    private InterfaceCounters carried(String balancer) {
        if (balancer.isEmpty()) {
            return InterfaceCounters.NOTHING;
        }
        return InterfaceCounters.of(
                network.namespace(balancer).command("cat", "/proc/self/net/dev").succeed(), "eth0");
    }
}
