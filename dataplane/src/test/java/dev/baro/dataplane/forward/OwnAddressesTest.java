// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.forward;

import static dev.baro.dataplane.forward.PacketPath.service;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.model.IpAddress;
import dev.baro.core.model.Protocol;
import dev.baro.core.schedule.SlotChoice;
import dev.baro.dataplane.bpf.BpfFs;
import dev.baro.dataplane.kernel.LocalAddresses;
import dev.baro.dataplane.kernel.NeedsRoot;
import dev.baro.dataplane.kernel.OwnNetwork;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Which addresses the program takes for this host's.
@NeedsRoot
@Tag("program")
class OwnAddressesTest {
    @Test
    void everyInterfaceCountsAndLoopbackComesLast() {
        OwnNetwork.run(() -> {
            OwnNetwork.ip("link add lb0 type veth peer name p-lb0");
            OwnNetwork.ip("addr add 192.0.2.9/32 dev lo");
            OwnNetwork.ip("addr add 198.51.100.1/24 dev lb0");
            OwnNetwork.ip("addr add 198.51.100.7 peer 198.51.100.8 dev p-lb0");
            OwnNetwork.ip("addr add 2001:db8:7::1/64 dev p-lb0 nodad");

            assertThat(LocalAddresses.routable())
                    .extracting(IpAddress::toString)
                    .containsExactlyInAnyOrder("198.51.100.1", "198.51.100.7", "2001:db8:7::1", "192.0.2.9")
                    .endsWith("192.0.2.9");
        });
    }

    @Test
    void broadcastAddressesAreThoseSetAndTheLastOfEachNetwork() {
        OwnNetwork.run(() -> {
            OwnNetwork.ip("link add lb0 type veth peer name p-lb0");
            OwnNetwork.ip("addr add 192.0.2.9/32 dev lo");
            OwnNetwork.ip("addr add 198.51.100.1/25 dev lb0");
            OwnNetwork.ip("addr add 198.51.100.2/25 dev lb0");
            OwnNetwork.ip("addr add 203.0.113.4/31 dev lb0");
            OwnNetwork.ip("addr add 198.18.0.1/16 broadcast 198.18.7.255 dev p-lb0");
            OwnNetwork.ip("addr add 2001:db8:7::1/64 dev p-lb0 nodad");

            assertThat(LocalAddresses.broadcasts())
                    .extracting(IpAddress::toString)
                    .containsExactlyInAnyOrder("198.51.100.127", "198.18.7.255", "198.18.255.255");
        });
    }

    /// A full filter takes others' addresses for a closer look, and the closer look lets them go.
    @Test
    void onlyOwnAddressesLoopWhateverTheirNumber() {
        try (PacketPath path = PacketPath.open()) {
            path.apply(service(Protocol.TCP, 80, SlotChoice.NEXT, 2));
            path.own(addresses(OwnAddresses.MAX).toArray(String[]::new));

            for (int i = 0; i < 2_000; i++) {
                path.run(Frame.tcp(Frame.SYN).from("203.0.%d.%d".formatted(i / 250, 1 + i % 250), 40_000));
            }
            addresses(OwnAddresses.MAX)
                    .filter(address -> !address.contains(":"))
                    .forEach(address -> path.run(Frame.tcp(Frame.SYN).from(address, 40_000)));

            assertThat(path.count(PacketOutcome.FORWARDED)).isEqualTo(2_000);
            assertThat(path.count(PacketOutcome.LOOPED)).isEqualTo(OwnAddresses.MAX);
            path.own();
            path.run(Frame.tcp(Frame.SYN).from("10.0.0.1", 40_000));
            assertThat(path.count(PacketOutcome.FORWARDED)).isEqualTo(2_001);
        }
    }

    @Test
    void moreThanFitAreAProblemWithItsNumbers() {
        String instance = "test-own-" + ProcessHandle.current().pid();
        try (ForwarderMaps maps = ForwarderMaps.load(BpfFs.makeDirectory(instance), 1_024)) {
            OwnAddresses own = new OwnAddresses(maps);
            own.tell(parsed(OwnAddresses.MAX), List.of());
            assertThat(own.problems()).isEmpty();

            own.tell(parsed(OwnAddresses.MAX + 1), List.of());

            assertThat(own.problems())
                    .hasSize(2)
                    .anyMatch(problem -> problem.startsWith("this host has 257 IPv4 addresses, but only ")
                            && problem.endsWith("; see: ip address"));
        } finally {
            boolean _ = Forwarder.remove(instance);
        }
    }

    private static List<IpAddress> parsed(int ofEachFamily) {
        return addresses(ofEachFamily).map(IpAddress::parse).toList();
    }

    private static Stream<String> addresses(int ofEachFamily) {
        return IntStream.range(0, ofEachFamily)
                .boxed()
                .flatMap(i -> Stream.of("10.0.%d.%d".formatted(i / 250, 1 + i % 250), "2001:db8::%x".formatted(i + 1)));
    }
}
