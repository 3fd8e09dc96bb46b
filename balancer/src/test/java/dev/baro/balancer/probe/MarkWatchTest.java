// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.balancer.marks.MarkedServers;
import dev.baro.core.dscp.MarkFault;
import dev.baro.core.dscp.MarkedPath;
import dev.baro.core.model.IpAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Marks are watched on their way behind a router and on the balancer's own segment, while something happens to them.
/// How soon a fault is noticed is measured by the lab; here, that it is.
@Tag("program")
class MarkWatchTest {
    @RegisterExtension
    static final ProbedNetwork NETWORK = new ProbedNetwork("marks");

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration QUIET = Duration.ofMillis(700);

    /// By which version of IP.
    record Family(IpAddress far, IpAddress near, IpAddress vip) {
        static final Family V4 = new Family(ProbeNetwork.FAR, ProbeNetwork.NEAR, ProbeNetwork.VIP);
        static final Family V6 = new Family(ProbeNetwork.FAR_V6, ProbeNetwork.NEAR_V6, ProbeNetwork.VIP_V6);

        @Override
        public String toString() {
            return vip.isV4() ? "IPv4" : "IPv6";
        }

        MarkedPath path(String dataCentre) {
            return new MarkedPath(dataCentre, 10, vip.isV4());
        }

        /// In nft's words.
        String change(String statement) {
            return """
                    table inet fault {
                        chain c {
                            type filter hook postrouting priority mangle
                            %1$s daddr %2$s %1$s dscp 10 %3$s
                        }
                    }
                    """.formatted(vip.isV4() ? "ip" : "ip6", far, statement);
        }
    }

    static List<Family> families() {
        return List.of(Family.V4, Family.V6);
    }

    @BeforeEach
    void watch() {
        NETWORK.prober().watchMarks(List.of());
    }

    @AfterEach
    void repair() {
        NETWORK.prober().watchMarks(List.of());
        NETWORK.nft(NETWORK.core(), "flush ruleset");
        NETWORK.network().restoreRules(NETWORK.far());
        NETWORK.network().restoreRules(NETWORK.near());
    }

    @ParameterizedTest
    @MethodSource("families")
    void bleachedMarkIsNoticedAndPlaced(Family family) throws Exception {
        begin(family);
        NETWORK.nft(NETWORK.core(), family.change(family.vip().isV4() ? "ip dscp set cs0" : "ip6 dscp set cs0"));
        MarkFault fault = awaitPlaced(family);
        assertThat(fault.kind()).isEqualTo(MarkFault.Kind.LOST);
        assertThat(fault.what())
                .isEqualTo("web answers from its own address: the mark is lost on the way, or there is no rule"
                        + " for it");
        assertThat(fault.where()).startsWith("still DSCP 10 at hop 1 (");
        assertThat(faults()).containsOnlyKeys(family.path("far"));
        NETWORK.nft(NETWORK.core(), "flush ruleset");
        await(() -> faults().isEmpty());
    }

    @ParameterizedTest
    @MethodSource("families")
    void markChangedToThatOfAnotherVipIsNoticed(Family family) throws Exception {
        begin(family);
        NETWORK.nft(NETWORK.core(), family.change(family.vip().isV4() ? "ip dscp set 12" : "ip6 dscp set 12"));
        MarkFault fault = awaitPlaced(family);
        assertThat(fault.kind()).isEqualTo(MarkFault.Kind.CHANGED);
        assertThat(fault.what()).isEqualTo("web answers from another VIP: the mark is changed on the way");
    }

    @ParameterizedTest
    @MethodSource("families")
    void droppedMarkIsNoticedAndPlaced(Family family) throws Exception {
        begin(family);
        NETWORK.nft(NETWORK.core(), family.change("drop"));
        MarkFault fault = awaitPlaced(family);
        assertThat(fault.kind()).isEqualTo(MarkFault.Kind.DROPPED);
        assertThat(fault.where()).contains("the last router that answers, but not to the servers");
        NETWORK.nft(NETWORK.core(), "flush ruleset");
        await(() -> faults().isEmpty());
    }

    @ParameterizedTest
    @MethodSource("families")
    void serverThatIsDownIsNoFaultOfMarks(Family family) throws Exception {
        begin(family);
        String command = family.vip().isV4() ? "ip" : "ip6";
        NETWORK.nft(NETWORK.core(), """
                table inet fault {
                    chain c {
                        type filter hook forward priority 0
                        %s daddr %s drop
                    }
                }
                """.formatted(command, family.far()));
        Thread.sleep(QUIET);
        assertThat(faults()).isEmpty();
    }

    @Test
    void serverWithoutItsRuleBesideOneThatHasItIsItsOwnMatter() throws Exception {
        NETWORK.prober()
                .watchMarks(List.of(new MarkedServers(
                        Family.V4.path("both"),
                        List.of(
                                Probing.echo(ProbeNetwork.FAR, ProbeNetwork.VIP),
                                Probing.echo(ProbeNetwork.NEAR, ProbeNetwork.VIP)))));
        awaitEchoes(20);
        NETWORK.nft(NETWORK.near(), "flush ruleset");
        Thread.sleep(QUIET);
        assertThat(faults()).isEmpty();
        NETWORK.nft(NETWORK.far(), "flush ruleset");
        await(() -> faults().containsKey(Family.V4.path("both")));
    }

    private static void begin(Family family) throws InterruptedException {
        NETWORK.prober()
                .watchMarks(List.of(
                        new MarkedServers(family.path("far"), List.of(Probing.echo(family.far(), family.vip()))),
                        new MarkedServers(family.path("near"), List.of(Probing.echo(family.near(), family.vip())))));
        awaitEchoes(20);
        assertThat(faults()).isEmpty();
    }

    private static void awaitEchoes(int more) throws InterruptedException {
        long before = NETWORK.prober().marks().echoes();
        await(() -> NETWORK.prober().marks().echoes() - before >= more);
    }

    private static MarkFault awaitPlaced(Family family) throws InterruptedException {
        await(() -> fault(family).filter(fault -> !fault.where().isEmpty()).isPresent());
        return fault(family).orElseThrow();
    }

    private static Optional<MarkFault> fault(Family family) {
        return Optional.ofNullable(faults().get(family.path("far")));
    }

    private static Map<MarkedPath, MarkFault> faults() {
        return NETWORK.prober().marks().faults();
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - deadline).isNegative();
            Thread.sleep(5);
        }
    }
}
