// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baro.agent.config.AgentConfig;
import dev.baro.agent.config.ServedVip;
import dev.baro.agent.host.AppliedState;
import dev.baro.agent.host.HostAddress;
import dev.baro.agent.host.HostState;
import dev.baro.agent.host.Ruleset;
import dev.baro.agent.host.Tunnels;
import dev.baro.core.model.IpAddress;
import dev.baro.dataplane.decap.Decapsulator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ChangesTest {
    private static final IpAddress VIP = IpAddress.parse("211.115.115.100");
    private static final IpAddress OLD_VIP = IpAddress.parse("211.115.115.99");
    private static final IpAddress OWN = IpAddress.parse("10.10.10.1");
    private static final AgentConfig CONFIG =
            new AgentConfig(List.of(ServedVip.parse("211.115.115.100=10:80")), List.of(), List.of(OWN), List.of());
    private static final Ruleset NO_RULES = new Ruleset(List.of(), Map.of(), false, List.of());
    private static final Map<String, String> SYSCTLS =
            Map.of("net.ipv4.conf.all.arp_ignore", "0", "net.ipv4.conf.all.arp_announce", "2");

    @Test
    void aVipArrivesBeforeItsRulesAndLeavesAfterThem() {
        HostState present = new HostState(List.of(onLoopback(OLD_VIP)), true, SYSCTLS, NO_RULES, Decapsulator.NONE);
        AppliedState memory = new AppliedState("", List.of(OLD_VIP), Map.of());

        Changes changes = Changes.toApply(CONFIG, "source", present, memory);

        assertThat(changes.steps())
                .extracting(Step::done)
                .containsExactly(
                        "set net.ipv4.conf.all.arp_ignore to 1",
                        "added 211.115.115.100/32 to lo",
                        "replaced the rules of table inet baro",
                        "removed 211.115.115.99/32 from lo");
    }

    @Test
    void aCrashInBetweenForgetsNoVip() {
        HostState present = new HostState(List.of(onLoopback(OLD_VIP)), true, SYSCTLS, NO_RULES, Decapsulator.NONE);
        AppliedState memory = new AppliedState("", List.of(OLD_VIP), Map.of());

        Changes changes = Changes.toApply(CONFIG, "source", present, memory);

        Map<String, String> before = Map.of("net.ipv4.conf.all.arp_ignore", "0");
        assertThat(changes.during()).isEqualTo(new AppliedState("source", List.of(OLD_VIP, VIP), before));
        assertThat(changes.after()).isEqualTo(new AppliedState("source", List.of(VIP), before));
    }

    @Test
    void aVipThatWasThereBeforeIsNotOurs() {
        HostState present = new HostState(List.of(onLoopback(VIP)), true, SYSCTLS, NO_RULES, Decapsulator.NONE);

        Changes changes = Changes.toApply(CONFIG, "source", present, AppliedState.NOTHING);

        assertThat(changes.after().addedVips()).isEmpty();
    }

    @Test
    void undoRemovesRulesFirstAndLeavesSysctlsThatOthersChanged() {
        Map<String, String> sysctls =
                Map.of("net.ipv4.conf.all.arp_ignore", "8", "net.ipv4.conf.all.arp_announce", "2");
        HostState present = new HostState(
                List.of(onLoopback(VIP)),
                true,
                sysctls,
                new Ruleset(List.of(), Map.of(), true, List.of()),
                Decapsulator.NONE);
        AppliedState memory = new AppliedState(
                "", List.of(VIP), Map.of("net.ipv4.conf.all.arp_ignore", "0", "net.ipv4.conf.all.arp_announce", "1"));

        assertThat(Changes.toUndo(present, memory).steps())
                .extracting(Step::shown)
                .containsExactly(
                        "nft delete table inet baro",
                        "ip address delete 211.115.115.100/32 dev lo",
                        "sysctl -q -w net.ipv4.conf.all.arp_announce=1");
    }

    @Test
    void ownAddressesAreAllThatLastExceptVips() {
        AgentConfig open = CONFIG.withAddresses(List.of());
        HostState present = new HostState(
                List.of(
                        onLoopback(VIP),
                        onLoopback(OLD_VIP),
                        new HostAddress(OWN, "eth0", false, true, true),
                        new HostAddress(IpAddress.parse("2001:db8::5"), "eth0", false, true, false)),
                true,
                SYSCTLS,
                NO_RULES,
                Decapsulator.NONE);

        AgentConfig resolved = Changes.resolved(open, present, new AppliedState("", List.of(OLD_VIP), Map.of()));

        assertThat(resolved.addresses()).containsExactly(OWN);
    }

    @Test
    void tunnelHeadersComeOffOnceTheVipIsThereAndBeforeAnOldOneLeaves() {
        AgentConfig tunnelled =
                new AgentConfig(List.of(ServedVip.parse("211.115.115.100=ipip")), List.of(), List.of(OWN), List.of());
        HostState present = new HostState(
                List.of(onLoopback(OLD_VIP), new HostAddress(OWN, "eth0", false, true, true)),
                true,
                SYSCTLS,
                new Ruleset(List.of(), Map.of(), true, List.of()),
                Decapsulator.NONE);

        Changes changes =
                Changes.toApply(tunnelled, "source", present, new AppliedState("", List.of(OLD_VIP), Map.of()));

        assertThat(changes.steps())
                .extracting(Step::shown)
                .containsExactly(
                        "sysctl -q -w net.ipv4.conf.all.arp_ignore=1",
                        "ip address add 211.115.115.100/32 dev lo",
                        "nft delete table inet baro",
                        "# attach XDP program baro_decap to eth0: from [10.10.10.1] to [211.115.115.100]",
                        "ip address delete 211.115.115.99/32 dev lo");
    }

    @Test
    void tunnelsOfAnotherBuildOrElsewhereAreReplaced() {
        Tunnels wanted = new Tunnels(List.of("eth0"), Set.of(OWN), Set.of(VIP));

        assertThat(wanted.are(decapsulator("eth0", OWN, VIP, true))).isTrue();
        assertThat(wanted.are(decapsulator("eth0", OWN, VIP, false))).isFalse();
        assertThat(wanted.are(decapsulator("eth1", OWN, VIP, true))).isFalse();
        assertThat(wanted.are(decapsulator("eth0", OLD_VIP, VIP, true))).isFalse();
        assertThat(wanted.are(decapsulator("eth0", OWN, OLD_VIP, true))).isFalse();
        assertThat(wanted.are(Decapsulator.NONE)).isFalse();
    }

    @Test
    void refusesTunnelsWithoutAnInterface() {
        AgentConfig tunnelled =
                new AgentConfig(List.of(ServedVip.parse("211.115.115.100=ipip")), List.of(), List.of(OWN), List.of());
        HostState present = new HostState(
                List.of(new HostAddress(OWN, "wg0", false, false, true)), true, SYSCTLS, NO_RULES, Decapsulator.NONE);

        assertThatThrownBy(() -> Changes.toApply(tunnelled, "source", present, AppliedState.NOTHING))
                .hasMessage("method ipip needs an Ethernet interface and a server address to which balancers send,"
                        + " but none was found: set interfaces: and addresses:");
    }

    @Test
    void refusesAVipThatAnInterfaceAnswersFor() {
        HostState present = new HostState(
                List.of(new HostAddress(VIP, "eth0", false, true, true)), true, SYSCTLS, NO_RULES, Decapsulator.NONE);

        assertThatThrownBy(() -> Changes.resolved(CONFIG, present, AppliedState.NOTHING))
                .hasMessage("VIP 211.115.115.100 is an address of eth0, but it belongs only on lo: ip address delete"
                        + " 211.115.115.100/32 dev eth0");
    }

    private static Decapsulator decapsulator(String device, IpAddress own, IpAddress vip, boolean current) {
        return new Decapsulator(
                List.of(new Decapsulator.Attachment(device, true)),
                Set.of(own),
                Map.of(vip, new Decapsulator.Counters(0, 0, 0, 0)),
                current);
    }

    private static HostAddress onLoopback(IpAddress address) {
        return new HostAddress(address, "lo", true, false, true);
    }
}
