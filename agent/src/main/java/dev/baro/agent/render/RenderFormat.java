// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.render;

import dev.baro.agent.config.AgentConfig;
import dev.baro.agent.config.ServedVip;
import dev.baro.agent.host.Rules;
import dev.baro.core.model.ForwardingMethod;
import dev.baro.core.model.IpAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

/// The formats of a server's setup. Each is complete and deterministic.
public enum RenderFormat {
    NFT("nft") {
        @Override
        public String text(AgentConfig config) {
            return nftFile(config);
        }
    },
    IPTABLES("iptables") {
        @Override
        public String text(AgentConfig config) {
            return IptablesText.of(config) + TunnelText.of(config) + "\n" + loopbackFiles(config);
        }
    },
    IFCFG("ifcfg") {
        @Override
        public String text(AgentConfig config) {
            return loopbackFiles(config);
        }
    },
    NETWORKD("networkd") {
        @Override
        public String text(AgentConfig config) {
            return file("/etc/systemd/network/10-baro-lo.network") + network(config) + "\n" + rulesByUnit(config);
        }
    },
    NETWORK_MANAGER("networkmanager") {
        @Override
        public String text(AgentConfig config) {
            return file("/etc/NetworkManager/system-connections/baro-lo.nmconnection")
                    + profile(config)
                    + "\n"
                    + rulesByUnit(config);
        }
    },
    DSR_D("dsr.d") {
        @Override
        public String text(AgentConfig config) {
            StringBuilder text = new StringBuilder(file("/etc/dsr.d/baro.conf"));
            text.append("# VIP=DSCP. dsrtools does not support ports: the mark sends every port of this server to the"
                    + " VIP.\n");
            if (!config.addresses(ForwardingMethod.MAC).isEmpty()) {
                text.append("# Only a VIP: method mac.\n");
            }
            config.vips().forEach(vip -> text.append(dsrLine(vip)).append('\n'));
            return text.toString();
        }
    };

    private static final String SYSCTL = """
            # Answer ARP only for an address of the interface that was asked, announce no other.
            net.ipv4.conf.all.arp_ignore = 1
            net.ipv4.conf.all.arp_announce = 2
            """;

    private static final String UNIT = """
            [Unit]
            Description=DSCP to VIP rules of a real server
            DefaultDependencies=no
            Before=network-pre.target shutdown.target
            Wants=network-pre.target
            Conflicts=shutdown.target

            [Service]
            Type=oneshot
            RemainAfterExit=yes
            ExecStart=/usr/sbin/nft -f /etc/baro-agent/rules.nft
            ExecReload=/usr/sbin/nft -f /etc/baro-agent/rules.nft

            [Install]
            WantedBy=sysinit.target
            """;

    private final String word;

    RenderFormat(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }

    public abstract String text(AgentConfig config);

    private static String file(String path) {
        return "# ==> " + path + "\n";
    }

    private static String nftFile(AgentConfig config) {
        StringBuilder text = new StringBuilder("""
                #!/usr/sbin/nft -f
                # A DSCP becomes the VIP that it stands for, and does not leave this server again.
                # May be loaded as often as you like: it replaces its own rules in one transaction, and no others.
                # The server also needs, now and after every boot:
                #   sysctl -w net.ipv4.conf.all.arp_ignore=1
                #   sysctl -w net.ipv4.conf.all.arp_announce=2
                """);
        config.vipAddresses()
                .forEach(vip -> text.append("#   ip address add ")
                        .append(ServedVip.hostPrefix(vip))
                        .append(vip.isV4() ? " dev lo\n" : " dev lo preferred_lft 0\n"));
        config.marked()
                .forEach(vip -> text.append("# DSCP ")
                        .append(vip.dscp())
                        .append(" is ")
                        .append(vip.address())
                        .append('\n'));
        text.append(TunnelText.of(config));
        return text.append('\n').append(Rules.transaction(config, List.of())).toString();
    }

    private static String rulesByUnit(AgentConfig config) {
        return file("/etc/sysctl.d/60-baro.conf")
                + SYSCTL
                + "\n"
                + file("/etc/baro-agent/rules.nft")
                + nftFile(config)
                + "\n"
                + file("/etc/systemd/system/baro-rules.service")
                + UNIT;
    }

    private static String dsrLine(ServedVip vip) {
        return switch (vip) {
            case ServedVip.Marked marked ->
                marked.address() + "=" + marked.dscp().codePoint();
            case ServedVip.OnSegment(IpAddress address) -> address.toString();
            case ServedVip.Tunnelled(IpAddress address) ->
                "# omitted: " + address + ", because dsrtools does not support tunnels";
        };
    }

    private static String network(AgentConfig config) {
        StringBuilder text = new StringBuilder("[Match]\nName=lo\n");
        for (IpAddress vip : config.vipAddresses()) {
            text.append("\n[Address]\nAddress=")
                    .append(ServedVip.hostPrefix(vip))
                    .append('\n');
            if (!vip.isV4()) {
                text.append("# It answers, but is never the source of the server's own connections.\n");
                text.append("PreferredLifetime=0\n");
            }
        }
        return text.toString();
    }

    /// A profile replaces the addresses that the kernel gave `lo`, so the profile lists these as well.
    private static String profile(AgentConfig config) {
        StringBuilder text =
                new StringBuilder("""
                # The VIPs, for this host alone. Owner root, mode 0600, or NetworkManager does not read it; it needs version 1.42.
                [connection]
                id=baro-lo
                uuid=%s
                type=loopback
                interface-name=lo

                [ipv4]
                method=manual
                address1=127.0.0.1/8
                """.formatted(UUID.nameUUIDFromBytes("baro-lo".getBytes(StandardCharsets.US_ASCII))));
        addresses(text, config.vipAddresses(true));
        text.append("\n[ipv6]\nmethod=manual\naddress1=::1/128\n");
        addresses(text, config.vipAddresses(false));
        return text.toString();
    }

    private static void addresses(StringBuilder text, List<IpAddress> vips) {
        for (int i = 0; i < vips.size(); i++) {
            text.append("address%d=%s\n".formatted(i + 2, ServedVip.hostPrefix(vips.get(i))));
        }
    }

    private static String loopbackFiles(AgentConfig config) {
        StringBuilder text = new StringBuilder();
        List<IpAddress> v4 = config.vipAddresses(true);
        for (int i = 0; i < v4.size(); i++) {
            text.append(file("/etc/sysconfig/network-scripts/ifcfg-lo:" + i))
                    .append(loopbackFile(v4.get(i), i))
                    .append('\n');
        }
        List<String> v6 =
                config.vipAddresses(false).stream().map(ServedVip::hostPrefix).toList();
        if (!v6.isEmpty()) {
            text.append(file("/etc/sysconfig/network-scripts/ifcfg-lo (add to it)"))
                    .append("IPV6INIT=yes\nIPV6ADDR_SECONDARIES=\"")
                    .append(String.join(" ", v6))
                    .append("\"\n\n");
        }
        return text.append(file("/etc/sysctl.d/60-baro.conf")).append(SYSCTL).toString();
    }

    private static String loopbackFile(IpAddress vip, int index) {
        return """
                # The VIP, for this host alone: the mask keeps it from being a network or a broadcast.
                DEVICE=lo:%2$d
                IPADDR=%1$s
                NETMASK=255.255.255.255
                NETWORK=%1$s
                BROADCAST=%1$s
                ONBOOT=yes
                NAME=loopback:%2$d
                """.formatted(vip, index);
    }
}
