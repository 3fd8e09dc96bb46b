// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.forward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.model.IpAddress;
import dev.baro.dataplane.bpf.Pins;
import dev.baro.dataplane.kernel.NeedsRoot;
import dev.baro.dataplane.kernel.OwnNetwork;
import dev.baro.dataplane.kernel.RouteWatch;
import dev.baro.dataplane.kernel.StructFormat;
import dev.baro.dataplane.live.LiveInterface;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// More changes of the host's network than the kernel keeps for a reader: everything is read again, and the next change
/// is heard as the first was.
@NeedsRoot
@Tag("faults")
@Timeout(60)
class RouteWatchTest {
    private static final String INSTANCE =
            "test-overrun-" + ProcessHandle.current().pid();
    /// A message takes some 800 bytes of the 208 KiB that a socket has.
    private static final int MORE_THAN_FIT = 2_000;

    private static final int PATIENCE_S = 20;

    /// Lets the watch's thread go on from one change to the next.
    private final Semaphore heard = new Semaphore(0);

    private final Semaphore goOn = new Semaphore(0);

    @Test
    void changesAreHeardBehindAnOverrun() {
        OwnNetwork.run(() -> {
            try (RouteWatch _ = RouteWatch.start(this::hold)) {
                overrun();

                goOn.release(Integer.MAX_VALUE / 2);
                drain();
                OwnNetwork.ip("addr add 192.0.2.77/32 dev lo");

                assertThat(heard.tryAcquire(PATIENCE_S, TimeUnit.SECONDS)).isTrue();
            } finally {
                goOn.release(Integer.MAX_VALUE / 2);
            }
        });
    }

    @Test
    void theProgramIsToldWhatChangedInAnOverrunAndBehindIt() {
        OwnNetwork.run(() -> {
            try (LiveInterface _ = LiveInterface.make("lb0");
                    Pins pins = Pins.hold(INSTANCE)) {
                ForwarderMaps maps = ForwarderMaps.load(pins.begin(), 1_024);
                pins.commit();
                try (Host host =
                        Host.attach(maps, pins, new Forwarder.Interfaces(List.of("lb0"), List.of()), this::hold)) {
                    assertThat(knows(maps, "198.51.100.254")).isTrue();
                    overrun();
                    assertThat(host.reconcile()).as("of a time before").isEmpty();

                    OwnNetwork.ip("addr flush dev lb0 scope global");
                    OwnNetwork.ip("addr add 198.51.100.253/24 dev lb0");
                    goOn.release(Integer.MAX_VALUE / 2);
                    drain();
                    host.reconcile();
                    assertThat(knows(maps, "198.51.100.253")).isTrue();

                    OwnNetwork.ip("addr flush dev lb0 scope global");
                    OwnNetwork.ip("addr add 198.51.100.252/24 dev lb0");
                    drain();
                    host.reconcile();
                    assertThat(knows(maps, "198.51.100.252")).isTrue();
                    assertThat(knows(maps, "198.51.100.254")).isFalse();
                } finally {
                    goOn.release(Integer.MAX_VALUE / 2);
                    maps.close();
                }
            } finally {
                boolean _ = Forwarder.remove(INSTANCE);
            }
        });
    }

    private void hold() {
        heard.release();
        goOn.acquireUninterruptibly();
    }

    /// Holds the reader in one change and makes so many others that the kernel drops some.
    private void overrun() throws IOException, InterruptedException {
        OwnNetwork.ip("addr add 192.0.2.76/32 dev lo");
        assertThat(heard.tryAcquire(PATIENCE_S, TimeUnit.SECONDS)).isTrue();
        Path batch = Files.createTempFile("baro-overrun", ".ip");
        Files.writeString(
                batch,
                IntStream.range(0, MORE_THAN_FIT)
                        .mapToObj(i -> "addr add 10.9.%d.%d/32 dev lo".formatted(i / 250, 1 + i % 250))
                        .collect(Collectors.joining("\n")));
        OwnNetwork.ip("-batch " + batch);
        Files.delete(batch);
        assertThat(dropped()).as("changes that the kernel dropped").isPositive();
    }

    /// Until half a second passes without a change.
    private void drain() throws InterruptedException {
        while (heard.tryAcquire(500, TimeUnit.MILLISECONDS)) {
            heard.drainPermits();
        }
    }

    /// Of all netlink sockets of this network together (net/netlink/af_netlink.c, netlink_native_seq_show).
    private static long dropped() throws IOException {
        return Files.readAllLines(Path.of("/proc/thread-self/net/netlink")).stream()
                .skip(1)
                .mapToLong(line -> Long.parseLong(line.strip().split("\\s+", -1)[8]))
                .sum();
    }

    /// Whether the program takes this address for one of this host.
    private static boolean knows(ForwarderMaps maps, String address) {
        byte[] mapped = StructFormat.mapped(IpAddress.parse(address));
        return maps.map("own_addresses").keys(mapped.length).stream().anyMatch(key -> Arrays.equals(key, mapped));
    }
}
