// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.baro.core.route.RouteList.Export;
import dev.baro.core.route.RouteList.Exports;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// BIRD and bgpd themselves, and sockets where nobody answers.
@Timeout(60)
class RoutingDaemonsTest {
    private static final Path BGPD = Path.of("/usr/lib/frr/bgpd");

    @TempDir
    private Path directory;

    private final AtomicLong nowNs = new AtomicLong();

    @Test
    void withoutRoutingDaemonsNothingIsKnown() {
        Exports exports = daemons().exports();

        assertThat(exports.asked()).isEmpty();
        assertThat(exports.all()).isEmpty();
        assertThat(exports.notLookedAt())
                .containsExactly("BIRD: there is no " + birdSocket(), "FRR: there is no " + frrSocket());
    }

    @Test
    void birdTellsWhatItExports() throws Exception {
        assumeTrue(Files.exists(Path.of("/usr/sbin/bird")), "needs BIRD");
        Path config = Files.writeString(directory.resolve("bird.conf"), """
                router id 192.0.2.1;
                protocol device {}
                protocol static vips { ipv4; route 203.0.113.100/32 blackhole; route 203.0.113.101/32 blackhole; }
                protocol rip up4 { ipv4 { import none; export where net = 203.0.113.100/32; }; }
                protocol rip idle4 { disabled; ipv4 { export all; }; }
                """);
        Process bird = start(
                "/usr/sbin/bird",
                "-f",
                "-c",
                config.toString(),
                "-s",
                birdSocket().toString(),
                "-P",
                pidFile());
        try {
            await(birdSocket());
            Exports exports = exportsOf("BIRD");

            assertThat(exports.asked()).containsExactly("BIRD");
            assertThat(exports.all()).containsExactly(new Export("203.0.113.100/32", "up4"));
            assertThat(exports.of("203.0.113.101/32")).isEmpty();
        } finally {
            bird.destroyForcibly();
        }
    }

    @Test
    void bgpdAnswersWithoutNeighbours() throws Exception {
        assumeTrue(Files.exists(BGPD), "needs FRR");
        Path config = Files.writeString(directory.resolve("bgpd.conf"), "router bgp 65001\n");
        Process bgpd = start(
                BGPD.toString(),
                "-f",
                config.toString(),
                "--vty_socket",
                directory.toString(),
                "-i",
                pidFile(),
                "-S",
                "-Z",
                "-p",
                "0",
                "-P",
                "0");
        try {
            await(frrSocket());
            Exports exports = exportsOf("FRR");

            assertThat(exports.asked()).as(exports.toString()).containsExactly("FRR");
            assertThat(exports.all()).isEmpty();
        } finally {
            bgpd.destroyForcibly();
        }
    }

    @Test
    void oneThatDoesNotAnswerIsNotWaitedForLong() throws IOException {
        try (ServerSocketChannel hung = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            hung.bind(UnixDomainSocketAddress.of(birdSocket()));
            RoutingDaemons daemons = daemons();
            long beginNs = System.nanoTime();

            Exports exports = daemons.exports();

            assertThat(Duration.ofNanos(System.nanoTime() - beginNs))
                    .isBetween(RoutingDaemons.WITHIN.minusMillis(100), RoutingDaemons.WITHIN.plusSeconds(5));
            assertThat(exports.asked()).isEmpty();
            assertThat(exports.notLookedAt().getFirst()).contains("no answer within 2000 ms");
        }
    }

    @Test
    void othersDoNotWaitForTheOneWhoAsks() throws Exception {
        try (ServerSocketChannel hung = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            hung.bind(UnixDomainSocketAddress.of(birdSocket()));
            RoutingDaemons daemons = daemons();
            Thread first = Thread.ofVirtual().start(daemons::exports);
            var _ = hung.accept();
            long beginNs = System.nanoTime();

            Exports exports = daemons.exports();

            assertThat(Duration.ofNanos(System.nanoTime() - beginNs)).isLessThan(Duration.ofSeconds(1));
            assertThat(exports.notLookedAt()).contains("BIRD: it is being asked now; ask again");
            first.join();
        }
    }

    @Test
    void anAnswerIsKeptForSomeSeconds() throws IOException {
        RoutingDaemons daemons = daemons();
        Exports first = daemons.exports();
        Files.createFile(birdSocket());

        nowNs.addAndGet(Duration.ofSeconds(4).toNanos());
        assertThat(daemons.exports()).isSameAs(first);
        nowNs.addAndGet(Duration.ofSeconds(2).toNanos());
        assertThat(daemons.exports().notLookedAt().getFirst()).doesNotContain("there is no");
    }

    private RoutingDaemons daemons() {
        return new RoutingDaemons(birdSocket(), frrSocket(), nowNs::get);
    }

    /// A daemon that has just started may not know its protocols yet.
    private Exports exportsOf(String name) throws InterruptedException {
        Exports exports = daemons().exports();
        for (int i = 0;
                i < 100
                        && (!exports.asked().contains(name)
                                || name.equals("BIRD") && exports.all().isEmpty());
                i++) {
            Thread.sleep(50);
            exports = daemons().exports();
        }
        return exports;
    }

    private Path birdSocket() {
        return directory.resolve("bird.ctl");
    }

    private Path frrSocket() {
        return directory.resolve("bgpd.vty");
    }

    private String pidFile() {
        return directory.resolve("pid").toString();
    }

    private Process start(String... command) throws IOException {
        return new ProcessBuilder(List.of(command))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
    }

    private void await(Path socket) throws InterruptedException, IOException {
        for (int i = 0; i < 200 && !Files.exists(socket); i++) {
            Thread.sleep(50);
        }
        assertThat(socket).as(Files.readString(directory.resolve("log"))).exists();
    }
}
