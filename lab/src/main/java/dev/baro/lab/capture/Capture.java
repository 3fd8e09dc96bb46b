// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.capture;

import dev.baro.lab.network.Background;
import dev.baro.lab.network.Command;
import dev.baro.lab.network.LabException;
import dev.baro.lab.network.Namespace;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A tcpdump process on one interface, from its start until it is stopped.
public record Capture(Background tcpdump, Path file) {
    /// A snapshot length that is enough for every frame of the lab.
    public static final int WHOLE_FRAMES = 2_000;
    /// A snapshot length for the headers: Ethernet, IPv4 and TCP with options.
    public static final int HEADERS = 96;

    private static final Pattern DROPPED = Pattern.compile("(\\d+) packets dropped by kernel");

    /// @param filter tcpdump options and a filter expression, such as `-Q in src net 192.0.2.0/24`
    public static Capture start(Namespace namespace, Path file, int snapLength, String... filter) {
        return start(namespace, "eth0", file, snapLength, filter);
    }

    public static Capture start(Namespace namespace, String name, Path file, int snapLength, String... filter) {
        List<String> words = new ArrayList<>(List.of("tcpdump", "-i", name, "-n", "--immediate-mode", "-B", "16384"));
        words.addAll(List.of("-Z", "root", "-s", Integer.toString(snapLength), "-w", file.toString()));
        words.addAll(List.of(filter));
        Background tcpdump = namespace.command(words).start(Path.of(file + ".log"));
        tcpdump.awaitLog("listening on");
        return new Capture(tcpdump, file);
    }

    /// Ends the capture. The file is then complete.
    ///
    /// @throws LabException if the capture missed packets, because an incomplete capture proves nothing
    public Capture stop() {
        Matcher dropped = DROPPED.matcher(tcpdump.interrupt());
        if (!dropped.find() || !dropped.group(1).equals("0")) {
            throw new LabException("capture " + file.getFileName() + ": incomplete: "
                    + tcpdump.output().strip());
        }
        return this;
    }

    /// The size of the file so far.
    public long bytes() {
        return file.toFile().length();
    }

    public List<Packet> packets() {
        return Pcap.read(file);
    }

    /// The time of the last captured packet, on this machine's clock; empty if no packet was captured.
    public Optional<Instant> lastAt() {
        return times().reduce((_, last) -> last);
    }

    /// The time of the first packet captured at or after a moment.
    public Optional<Instant> firstAt(Instant since) {
        return times().filter(time -> !time.isBefore(since)).findFirst();
    }

    private Stream<Instant> times() {
        return Command.of("tcpdump", "-n", "-tt", "-r", file.toString())
                .succeed()
                .lines()
                .map(line -> new BigDecimal(line.substring(0, line.indexOf(' '))))
                .map(seconds ->
                        Instant.EPOCH.plusNanos(seconds.movePointRight(9).longValueExact()));
    }

    /// Checks the checksums of the captured packets with tshark, which shares no code with Baro.
    public Checksums checksums() {
        String fields = Command.of(
                        "tshark",
                        "-n",
                        "-r",
                        file.toString(),
                        "-o",
                        "ip.check_checksum:TRUE",
                        "-o",
                        "tcp.check_checksum:TRUE",
                        "-o",
                        "tcp.analyze_sequence_numbers:FALSE",
                        "-o",
                        "tcp.desegment_tcp_streams:FALSE",
                        "--disable-protocol",
                        "tls",
                        "--disable-protocol",
                        "http",
                        "-T",
                        "fields",
                        "-e",
                        "ip.checksum.status",
                        "-e",
                        "tcp.checksum.status")
                .succeed();
        return Checksums.of(fields);
    }

    /// @param packets   the number of packets
    /// @param goodIp    the number of packets whose IP header checksum is right
    /// @param goodTcp   the number of packets whose TCP checksum is right
    public record Checksums(long packets, long goodIp, long goodTcp) {
        private static final String GOOD = "1";

        private static Checksums of(String fields) {
            List<String[]> lines =
                    fields.lines().map(line -> line.split("\t", -1)).toList();
            return new Checksums(
                    lines.size(),
                    lines.stream().filter(line -> line[0].equals(GOOD)).count(),
                    lines.stream().filter(line -> line[1].equals(GOOD)).count());
        }
    }
}
