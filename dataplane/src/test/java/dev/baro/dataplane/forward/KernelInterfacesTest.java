// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.forward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.dataplane.kernel.NeedsRoot;
import dev.baro.dataplane.kernel.OwnNetwork;
import dev.baro.dataplane.probe.ProbeSteering;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/// The program on kinds of interfaces that not every kernel has. In the guests of `make test-kernels` only: it takes
/// the machine's own network card.
@NeedsRoot
@EnabledIfEnvironmentVariable(named = "BARO_KERNELS", matches = "1", disabledReason = "make test-kernels runs it")
@Tag("program")
class KernelInterfacesTest {
    private static final String INSTANCE = "test-kernels";
    private static final Path CARDS = Path.of("/sys/class/net");

    @AfterEach
    void remove() {
        boolean _ = Forwarder.remove(INSTANCE);
    }

    @Test
    void virtioNetRunsTheProgramInItsDriver() throws IOException {
        String card = virtioNet();

        assertThat(attached(card)).containsExactly(new Attachment(card, Attachment.Mode.NATIVE, ""));
    }

    /// The driver of VLAN interfaces runs no programs: the kernel does so for it.
    @Test
    void aVlanOnVirtioNetRunsItInGenericMode() throws IOException {
        String card = virtioNet();
        OwnNetwork.ip("link add link " + card + " name vlan100 type vlan id 100");
        try {
            OwnNetwork.ip("link set vlan100 up");

            assertThat(attached("vlan100")).singleElement().returns(Attachment.Mode.GENERIC, Attachment::mode);
        } finally {
            OwnNetwork.ip("link delete vlan100");
        }
    }

    @Test
    void theProgramIsToldWhichTagAVlanInterfaceHas() throws IOException {
        String card = virtioNet();
        OwnNetwork.ip("link add link " + card + " name vlan100 type vlan id 100");
        try (Forwarder _ = open(card)) {
            String told = OwnNetwork.command("bpftool -j map dump pinned /sys/fs/bpf/baro/" + INSTANCE + "/vlans");

            String tags = OwnNetwork.command("bpftool -j map dump pinned /sys/fs/bpf/baro/" + INSTANCE + "/tags");

            assertThat(told).contains("\"key\"").contains("0x64"); // 100
            assertThat(tags).contains("\"0x64\",\"0x00\",\"0x00\",\"0x81\""); // 0x8100 << 16 | 100
        } finally {
            OwnNetwork.ip("link delete vlan100");
        }
    }

    @Test
    void aBondRunsTheProgramInItsMembersDrivers() throws IOException {
        OwnNetwork.ip("link add bond7 type bond mode active-backup");
        OwnNetwork.ip("link add member7 type veth peer name peer7");
        try {
            OwnNetwork.ip("link set member7 master bond7");
            OwnNetwork.ip("link set bond7 up");

            assertThat(attached("bond7")).containsExactly(new Attachment("bond7", Attachment.Mode.NATIVE, ""));
        } finally {
            boolean _ = Forwarder.remove(INSTANCE);
            OwnNetwork.ip("link delete bond7");
            OwnNetwork.ip("link delete peer7");
        }
    }

    @Test
    void probesAreSteeredOnVirtioNet() throws IOException {
        try (ProbeSteering steering = ProbeSteering.attach(List.of(virtioNet()), List.of())) {
            assertThat(steering).isNotNull();
        }
    }

    private static List<Attachment> attached(String name) {
        try (Forwarder forwarder = open(name)) {
            return forwarder.attachments();
        }
    }

    private static Forwarder open(String name) {
        return Forwarder.open(new Forwarder.Options(INSTANCE, List.of(name), 65_536, List.of()));
    }

    private static String virtioNet() throws IOException {
        try (Stream<Path> cards = Files.list(CARDS)) {
            String card = cards.filter(KernelInterfacesTest::isVirtioNet)
                    .map(path -> path.getFileName().toString())
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("the guest has no card of virtio_net"));
            OwnNetwork.ip("link set " + card + " up");
            return card;
        }
    }

    private static boolean isVirtioNet(Path card) {
        try {
            return card.resolve("device/driver").toRealPath().endsWith("virtio_net");
        } catch (IOException e) {
            return false; // has no device, such as lo
        }
    }
}
