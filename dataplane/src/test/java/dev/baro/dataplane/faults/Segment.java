// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.faults;

import dev.baro.core.model.IpAddress;
import dev.baro.dataplane.kernel.OwnNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Two interfaces of a balancer, and its neighbours on the first one, which the kernel knows for good: next
/// hops are asked of its routing, and each real server has another MAC address.
final class Segment {
    static final List<String> INTERFACES = List.of("lb0", "lb1");
    static final List<IpAddress> SOURCES =
            List.of(IpAddress.parse("198.51.100.254"), IpAddress.parse("2001:db8:64::fe"));
    private static final String V4 = "198.51.100.";
    private static final String V6 = "2001:db8:64::";

    /// Of the first interface: what frames of tests are sent to.
    static final String OWN_MAC = "02:00:00:00:00:01";

    private Segment() {}

    /// In the network namespace of the thread.
    ///
    /// @param servers how many neighbours there are of each family
    static void build(int servers) throws IOException {
        OwnNetwork.command("sysctl -qw net.ipv4.conf.all.forwarding=1 net.ipv6.conf.all.forwarding=1"
                + " net.ipv6.conf.default.accept_dad=0");
        for (String name : INTERFACES) {
            String mac = name.equals(INTERFACES.getFirst()) ? " address " + OWN_MAC : "";
            OwnNetwork.ip("link add " + name + mac + " type veth peer name " + name + "p");
            OwnNetwork.ip("link set " + name + " up");
            OwnNetwork.ip("link set " + name + "p up");
        }
        for (IpAddress source : SOURCES) {
            OwnNetwork.ip("addr add " + source + (source.isV4() ? "/24" : "/64 nodad") + " dev lb0");
        }
        for (int server = 1; server <= servers; server++) {
            for (IpAddress address : List.of(server(true, server), server(false, server))) {
                OwnNetwork.ip("neigh replace " + address + " lladdr " + mac(address) + " dev lb0 nud permanent");
            }
        }
    }

    /// @param number 1 or more, below 10: the same in decimal and in hexadecimal
    static IpAddress server(boolean v4, int number) {
        return IpAddress.parse((v4 ? V4 : V6) + number);
    }

    static String mac(IpAddress server) {
        byte[] bytes = server.bytes();
        return "02:00:00:00:0%d:%02x".formatted(server.isV4() ? 4 : 6, bytes[bytes.length - 1]);
    }

    static int ifindex() throws IOException {
        return Integer.parseInt(
                Files.readString(Path.of("/proc/thread-self/net/dev_snmp6/lb0")).split("\\s+", 3)[1]);
    }

    /// The MAC address of the first interface.
    static String own() throws IOException {
        return OwnNetwork.ip("-br link show lb0").split("\\s+", -1)[2];
    }
}
