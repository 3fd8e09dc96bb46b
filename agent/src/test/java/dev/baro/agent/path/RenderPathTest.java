// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.path;

import static dev.baro.agent.path.DsrPath.REAL;
import static dev.baro.agent.path.DsrPath.REAL6;
import static dev.baro.agent.path.DsrPath.VIP;
import static dev.baro.agent.path.DsrPath.VIP6;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.baro.agent.config.AgentConfig;
import dev.baro.agent.config.DsrText;
import dev.baro.agent.config.ServedVip;
import dev.baro.agent.host.NftListing;
import dev.baro.agent.render.RenderFormat;
import dev.baro.core.model.IpAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What render prints is put on a server as its text says, and then serves: both IP versions, TCP, UDP, fragments,
/// pings and ICMP errors.
@Tag("end-to-end")
class RenderPathTest {
    private static final AgentConfig CONFIG = new AgentConfig(
            List.of(ServedVip.parse(VIP + "=10:80"), ServedVip.parse(VIP6 + "=10:80")),
            List.of(),
            List.of(IpAddress.parse(REAL), IpAddress.parse(REAL6)),
            List.of());

    @TempDir
    private Path directory;

    private DsrPath path;

    @BeforeEach
    void build() {
        path = new DsrPath(directory.resolve("state"));
    }

    @AfterEach
    void tearDown() {
        path.close();
    }

    @Test
    void nftServesWithTheCommandsOfItsComments() throws IOException {
        String text = RenderFormat.NFT.text(CONFIG);
        text.lines()
                .filter(line -> line.startsWith("#   "))
                .forEach(line -> path.server.exec("sh", "-c", line.substring(1).strip()));
        path.server.nft(text);
        path.server.nft(text);

        assertServes();
    }

    @Test
    void networkdServesByItsFourFiles() throws IOException {
        Map<String, String> files = files(RenderFormat.NETWORKD.text(CONFIG));

        putOnLoopback(file(files, "/etc/systemd/network/10-baro-lo.network"));
        loadSysctls(file(files, "/etc/sysctl.d/60-baro.conf"));
        path.server.nft(file(files, "/etc/baro-agent/rules.nft"));

        assertServes();
    }

    @Test
    void networkManagerServesByItsFourFiles() throws IOException {
        Map<String, String> files = files(RenderFormat.NETWORK_MANAGER.text(CONFIG));

        file(files, "/etc/NetworkManager/system-connections/baro-lo.nmconnection")
                .lines()
                .filter(line -> line.matches("address[2-9]=.*"))
                .forEach(line -> path.server.address(line.substring(line.indexOf('=') + 1), "lo"));
        loadSysctls(file(files, "/etc/sysctl.d/60-baro.conf"));
        path.server.nft(file(files, "/etc/baro-agent/rules.nft"));

        assertServes();
    }

    @Test
    void theRulesUnitIsRightAndBeforeTheNetwork() throws Exception {
        assumeTrue(Files.exists(Path.of("/usr/bin/systemd-analyze")), "needs systemd-analyze");
        String unit = file(files(RenderFormat.NETWORKD.text(CONFIG)), "/etc/systemd/system/baro-rules.service");

        assertThat(UnitsTest.verified(Files.writeString(directory.resolve("baro-rules.service"), unit)))
                .isEmpty();
        assertThat(unit).contains("Before=network-pre.target");
    }

    /// Network scripts are shell: `ifup` sources them.
    @Test
    void ifcfgServesTogetherWithRules() throws IOException {
        Map<String, String> files = files(RenderFormat.IFCFG.text(CONFIG));
        Path v4 =
                Files.writeString(directory.resolve("ifcfg"), file(files, "/etc/sysconfig/network-scripts/ifcfg-lo:0"));
        Path v6 = Files.writeString(
                directory.resolve("ifcfg6"), file(files, "/etc/sysconfig/network-scripts/ifcfg-lo (add to it)"));
        path.server.exec(
                "sh",
                "-e",
                "-c",
                ". " + v4
                        + "; test $NETMASK = 255.255.255.255; ip address add $IPADDR/32 dev ${DEVICE%:*} label $DEVICE");
        path.server.exec(
                "sh", "-e", "-c", ". " + v6 + "; for a in $IPV6ADDR_SECONDARIES; do ip -6 address add $a dev lo; done");
        loadSysctls(file(files, "/etc/sysctl.d/60-baro.conf"));
        path.server.nft(RenderFormat.NFT.text(CONFIG));

        assertServes();
    }

    /// dsrtools itself is not here; the agent reads its files as they stand.
    @Test
    void dsrDServes() throws IOException {
        Path conf = directory.resolve("dsr.d");
        Files.createDirectory(conf);
        String text = file(files(RenderFormat.DSR_D.text(CONFIG)), "/etc/dsr.d/baro.conf");
        DsrText read = DsrText.parse(text);
        assertThat(read.problems()).isEmpty();

        path.apply(new AgentConfig(read.vips(), List.of(), CONFIG.addresses(), List.of()));

        assertServes();
    }

    /// The DADDR target is in no distribution: a target that every iptables knows stands for it, and all else counts.
    @Test
    void iptablesTakesTheRules() throws IOException {
        assumeTrue(path.server.succeeds("sh", "-c", "command -v iptables-restore"), "needs iptables");
        files(RenderFormat.IPTABLES.text(CONFIG)).forEach((file, text) -> {
            if (file.startsWith("/etc/sysconfig/ip")) {
                String known = text.replaceAll("-j DADDR --set-daddr=\\S+", "-j ACCEPT");
                String restore = file.endsWith("ip6tables") ? "ip6tables-restore" : "iptables-restore";
                path.server.commands().run(List.of(restore, "--test"), known);
            }
        });
    }

    @Test
    void savedRulesLoadAgainInAFreshNamespace() throws IOException {
        path.apply(CONFIG);
        String saved = path.server.exec("nft", "list", "ruleset");
        try (Netns fresh = Netns.create("fresh")) {
            fresh.nft(saved);

            assertThat(fresh.exec("nft", "list", "ruleset")).isEqualTo(saved);
            assertThat(NftListing.read(fresh.exec("nft", "-n", "-j", "list", "ruleset"))
                            .serves(CONFIG))
                    .isTrue();
        }
    }

    private void assertServes() throws IOException {
        try (Peer serving = new Peer(path.server);
                Peer asking = new Peer(path.client)) {
            for (String vip : List.of(VIP, VIP6)) {
                assertThat(serving.ask("serve", vip, 80)).isEqualTo("serving");
                assertThat(asking.ask("tcp", vip, 80, 200_000)).isEqualTo("got 200000");
                assertThat(asking.ask("udp", vip, 80, 100, 0)).isEqualTo("got 100");
                assertThat(asking.ask("udp", vip, 80, 4000, 0)).as("fragments").isEqualTo("got 4000");
                assertThat(asking.ask("ping", vip)).isEqualTo("answered");
            }
            path.balancer.exec("ip", "link", "set", "client", "mtu", "1300");
            for (String vip : List.of(VIP, VIP6)) {
                assertThat(asking.ask("tcp", vip, 80, 300_000))
                        .as("ICMP errors")
                        .isEqualTo("got 300000");
            }
        }
    }

    private void putOnLoopback(String network) {
        for (String section : network.split("\\[Address]", -1)) {
            section.lines()
                    .filter(line -> line.startsWith("Address="))
                    .map(line -> line.substring("Address=".length()))
                    .forEach(prefix -> path.server.address(prefix, "lo"));
        }
    }

    private void loadSysctls(String text) throws IOException {
        Path file = Files.writeString(directory.resolve("sysctl.conf"), text);
        path.server.exec("sysctl", "-q", "-p", file.toString());
    }

    private static String file(Map<String, String> files, String path) {
        return Objects.requireNonNull(files.get(path), path);
    }

    /// @return the text of each file, by the path under which it is to be installed
    private static Map<String, String> files(String rendered) {
        Map<String, String> files = new LinkedHashMap<>();
        for (String part : rendered.split("(?m)^# ==> ", -1)) {
            int end = part.indexOf('\n');
            if (end > 0 && part.startsWith("/")) {
                files.put(part.substring(0, end), part.substring(end + 1));
            }
        }
        return files;
    }
}
