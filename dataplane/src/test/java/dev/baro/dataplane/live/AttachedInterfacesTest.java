// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baro.core.doctor.Finding;
import dev.baro.core.doctor.LinkProcess;
import dev.baro.core.doctor.XdpHolder;
import dev.baro.dataplane.bpf.BpfFs;
import dev.baro.dataplane.bpf.BpfObject;
import dev.baro.dataplane.bpf.XdpLink;
import dev.baro.dataplane.forward.Attachment;
import dev.baro.dataplane.forward.Forwarder;
import dev.baro.dataplane.forward.Repair;
import dev.baro.dataplane.kernel.DataplaneException;
import dev.baro.dataplane.kernel.Interfaces;
import dev.baro.dataplane.kernel.NeedsRoot;
import dev.baro.dataplane.kernel.OwnNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Interfaces and pins that others change under a running forwarder: it finds out, puts right what it may,
/// and names the rest.
@NeedsRoot
@Tag("faults")
class AttachedInterfacesTest {
    private static final String INSTANCE =
            "test-attached-" + ProcessHandle.current().pid();

    interface Body {
        void run(Forwarder forwarder) throws IOException;
    }

    @Test
    void aDeviceThatIsDeletedAndMadeAgainIsAttachedToAgain() {
        with(List.of("lb0"), forwarder -> {
            OwnNetwork.ip("link delete lb0");
            forwarder.reconcile();
            assertThat(forwarder.attachments())
                    .containsExactly(new Attachment("lb0", Attachment.Mode.NONE, "there is no interface lb0"));

            make("lb0");
            assertThat(forwarder.reconcile()).extracting(Repair::what).containsExactly("the program was not on lb0");

            assertThat(isOn("lb0")).isTrue();
        });
    }

    @Test
    void aDeviceThatIsMissingAtTheStartIsAttachedToWhenItComes() {
        with(List.of("lb0", "late0"), forwarder -> {
            assertThat(forwarder.attachments()).extracting(Attachment::attached).containsExactly(true, false);

            make("late0");
            forwarder.reconcile();

            assertThat(isOn("late0")).isTrue();
        });
    }

    @Test
    void theConfiguredNameDecides() {
        with(List.of("lb0"), forwarder -> {
            OwnNetwork.ip("link set lb0 down");
            OwnNetwork.ip("link set lb0 name was0");
            OwnNetwork.ip("link set p-lb0 name p-was0");
            make("lb0");

            assertThat(forwarder.reconcile())
                    .extracting(Repair::what)
                    .containsExactly("the program was on was0", "the program was not on lb0");

            assertThat(isOn("lb0")).isTrue();
            assertThat(isOn("was0")).isFalse();
        });
    }

    @Test
    void aDetachedLinkIsAttachedAgain() {
        with(List.of("lb0"), forwarder -> {
            Path link = pins("link-*").getFirst();
            OwnNetwork.command("bpftool link detach pinned " + link);
            assertThat(isOn("lb0")).isFalse();

            forwarder.reconcile();

            assertThat(isOn("lb0")).isTrue();
        });
    }

    @Test
    void pinsThatAreGoneComeBackAndForwardingNeverStops() {
        with(List.of("lb0"), forwarder -> {
            List<Path> before = pins("*");
            for (Path pin : before) {
                Files.delete(pin);
            }
            Files.delete(BpfFs.directory(INSTANCE));
            assertThat(isOn("lb0")).as("held by the process").isTrue();

            assertThat(forwarder.reconcile()).extracting(Repair::kind).containsOnly(Repair.Kind.PIN);

            assertThat(pins("*")).containsExactlyInAnyOrderElementsOf(before);
            assertThat(forwarder.reconcile()).isEmpty();
        });
    }

    @Test
    void anotherProgramIsNamedAndLeftAloneUntilItIsGone() {
        with(List.of("lb0", "late0"), forwarder -> {
            make("late0");
            OwnNetwork.command("ip link set dev late0 xdpgeneric obj " + passing() + " sec xdp");
            forwarder.reconcile();
            assertThat(forwarder.attachments().getLast().reason())
                    .isEqualTo("late0 has another XDP program; detach it: ip link set dev late0 xdpgeneric off");

            OwnNetwork.ip("link set dev late0 xdpgeneric off");
            forwarder.reconcile();

            assertThat(forwarder.attachments()).allMatch(Attachment::attached);
        });
    }

    /// `ip link` cannot detach a link, so its id is what an operator needs.
    @Test
    void aLinkOfOthersIsNamedWithItsProcessAndDetachedByItsId() {
        with(List.of("lb0", "late0"), forwarder -> {
            make("late0");
            String mine = "others-" + ProcessHandle.current().pid();
            Path elsewhere = BpfFs.makeDirectory(Path.of("/sys/fs/bpf/" + mine));
            try (BpfObject object = BpfObject.of("pass", Files.readAllBytes(passing()))) {
                object.load();
                try (XdpLink link =
                        XdpLink.attach(object.program("pass"), "late0", Interfaces.index("late0"), elsewhere)) {
                    forwarder.reconcile();
                    String reason = forwarder.attachments().getLast().reason();
                    assertThat(reason)
                            .matches("late0 has another XDP program, held by link (\\d+) of process "
                                    + ProcessHandle.current().pid()
                                    + "; stop that process, or type: bpftool link detach id \\1");
                    String id = reason.substring(reason.lastIndexOf(' ') + 1);
                    assertBpftoolKnows(id, elsewhere);
                    assertThat(fixOfDoctor(id)).isEqualTo(reason.substring(reason.indexOf("bpftool")));
                    OwnNetwork.command(fixOfDoctor(id));
                    link.detach();
                }
                forwarder.reconcile();
                assertThat(forwarder.attachments()).allMatch(Attachment::attached);
            } finally {
                OwnNetwork.command("rm -r " + elsewhere);
            }
        });
    }

    /// What a doctor makes of its words; not every bpftool knows processes.
    private static void assertBpftoolKnows(String link, Path directory) throws IOException {
        Optional<String> process = LinkProcess.of(Integer.parseInt(link));
        assertThat(process).contains(Long.toString(ProcessHandle.current().pid()));
        assertThat(XdpHolder.all(OwnNetwork.command("bpftool -j -f link show")).values())
                .extracting(holder -> holder.openIn(process).text())
                .anyMatch(text -> text.startsWith("link " + link + " of process ")
                        && text.contains(", pinned at " + directory + "/link-"));
        assertThat(XdpHolder.all(OwnNetwork.command("bpftool -j -f link show")).values())
                .extracting(XdpHolder::instance)
                .contains(Optional.of(INSTANCE));
    }

    private static String fixOfDoctor(String link) throws IOException {
        return XdpHolder.all(OwnNetwork.command("bpftool -j -f link show")).values().stream()
                .map(holder -> holder.removedFrom("late0", "xdp", Finding.fail("xdp", "late0", "lost")))
                .map(Finding::fix)
                .filter(fix -> fix.endsWith(" " + link))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void namesThatLookAlikeHavePinsOfTheirOwn() {
        OwnNetwork.run(() -> {
            make("a_1");
            make("a.1");
            try (Forwarder forwarder = open(List.of("a_1", "a.1"))) {
                assertThat(forwarder.attachments()).allMatch(Attachment::attached);
                assertThat(pins("link-*")).hasSize(2);
            } finally {
                boolean _ = Forwarder.remove(INSTANCE);
            }
        });
    }

    /// The peer's queues do not fit (drivers/net/veth.c, veth_xdp_set).
    @Test
    void tooFewQueuesMeanGenericModeWithTheKernelsReason() {
        OwnNetwork.run(() -> {
            OwnNetwork.ip(
                    "link add lb0 numrxqueues 1 numtxqueues 1 type veth peer name p0 numrxqueues 4 numtxqueues 4");
            OwnNetwork.ip("link set lb0 up");
            OwnNetwork.ip("link set p0 up");
            OwnNetwork.command("sysctl -qw net.ipv4.conf.lb0.forwarding=1");
            try (Forwarder forwarder = open(List.of("lb0"))) {
                Attachment attachment = forwarder.attachments().getFirst();

                assertThat(attachment.mode()).isEqualTo(Attachment.Mode.GENERIC);
                assertThat(attachment.reason()).containsIgnoringCase("queues");
            } finally {
                boolean _ = Forwarder.remove(INSTANCE);
            }
        });
    }

    @Test
    void aBridgeIsRefusedAtTheStart() {
        OwnNetwork.run(() -> {
            OwnNetwork.ip("link add br0 type bridge");
            OwnNetwork.command("sysctl -qw net.ipv4.conf.br0.forwarding=1");

            assertThatThrownBy(() -> open(List.of("br0")).close())
                    .isInstanceOf(DataplaneException.class)
                    .hasMessageStartingWith("br0 is a bridge");

            assertThat(BpfFs.directory(INSTANCE)).doesNotExist();
        });
    }

    private static void with(List<String> names, Body body) {
        OwnNetwork.run(() -> {
            make("lb0");
            try (Forwarder forwarder = open(names)) {
                assertThat(forwarder.reconcile()).isEmpty();
                body.run(forwarder);
            } finally {
                boolean _ = Forwarder.remove(INSTANCE);
            }
        });
    }

    private static Forwarder open(List<String> names) {
        return Forwarder.open(new Forwarder.Options(INSTANCE, names, 1_024, List.of()));
    }

    private static void make(String name) throws IOException {
        OwnNetwork.ip("link add " + name + " type veth peer name p-" + name);
        OwnNetwork.ip("link set " + name + " up");
        OwnNetwork.command("sysctl -qw net/ipv4/conf/" + name + "/forwarding=1");
    }

    private static boolean isOn(String name) throws IOException {
        return OwnNetwork.ip("-d link show dev " + name).contains("prog/xdp");
    }

    private static List<Path> pins(String glob) {
        return BpfFs.list(BpfFs.directory(INSTANCE), glob);
    }

    /// A program of others that passes every packet.
    static Path passing() throws IOException {
        Path source = Files.createTempDirectory("baro-passing").resolve("pass.bpf.c");
        Files.writeString(source, """
                __attribute__((section("xdp"), used)) int pass(void *c) { return 2; }
                char _license[] __attribute__((section("license"), used)) = "GPL";
                """);
        Path object = source.resolveSibling("pass.o");
        OwnNetwork.command("clang -O2 -target bpf -c " + source + " -o " + object);
        return object;
    }
}
