// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.config;

import dev.baro.core.model.Dscp;
import dev.baro.core.model.ForwardingMethod;
import dev.baro.core.model.IpAddress;
import dev.baro.core.model.Protocol;
import java.util.List;
import java.util.stream.Collectors;

/// A VIP that this server serves, and the way in which its packets arrive.
public sealed interface ServedVip {
    IpAddress address();

    ForwardingMethod method();

    /// The VIP as written on the command line, where protocols cannot be given.
    String word();

    default boolean isV4() {
        return address().isV4();
    }

    /// A VIP whose packets are sent to the server's own address with a mark for the VIP.
    ///
    /// @param ports     1..65535, ascending; empty for every port, in which case the mark
    ///                  also affects other services
    /// @param protocols the protocols, never empty
    record Marked(IpAddress address, Dscp dscp, List<Integer> ports, List<Protocol> protocols) implements ServedVip {
        public Marked {
            ports = ports.stream().distinct().sorted().toList();
            protocols = protocols.stream().distinct().sorted().toList();
        }

        @Override
        public ForwardingMethod method() {
            return ForwardingMethod.DSCP;
        }

        @Override
        public String word() {
            String all = ports.stream().map(String::valueOf).collect(Collectors.joining(","));
            return address + "=" + dscp.codePoint() + (all.isEmpty() ? "" : ":" + all);
        }
    }

    /// A VIP whose packets are sent inside another packet to the server's own address.
    record Tunnelled(IpAddress address) implements ServedVip {
        @Override
        public ForwardingMethod method() {
            return ForwardingMethod.IPIP;
        }

        @Override
        public String word() {
            return address + "=ipip";
        }
    }

    /// A VIP whose packets are sent unchanged to the server's MAC address.
    record OnSegment(IpAddress address) implements ServedVip {
        @Override
        public ForwardingMethod method() {
            return ForwardingMethod.MAC;
        }

        @Override
        public String word() {
            return address + "=mac";
        }
    }

    /// The VIP's prefix on the loopback: `211.115.115.100/32`.
    static String hostPrefix(IpAddress address) {
        return address + (address.isV4() ? "/32" : "/128");
    }

    /// Reads `ADDRESS=DSCP[:PORT,PORT...]`, `ADDRESS=ipip` or `ADDRESS=mac`, the forms of the command line.
    ///
    /// @throws IllegalArgumentException if the text has any other form
    static ServedVip parse(String text) {
        int equals = text.indexOf('=');
        if (equals < 0) {
            throw new IllegalArgumentException("expected ADDRESS=DSCP[:PORT,PORT], ADDRESS=ipip or ADDRESS=mac,"
                    + " such as 211.115.115.100=10:80,443");
        }
        IpAddress address = IpAddress.parse(text.substring(0, equals));
        if (!address.isRoutable()) {
            throw new IllegalArgumentException(address + " cannot be a VIP");
        }
        String how = text.substring(equals + 1);
        return switch (how) {
            case "ipip" -> new Tunnelled(address);
            case "mac" -> new OnSegment(address);
            default -> marked(address, how);
        };
    }

    private static Marked marked(IpAddress address, String mark) {
        if (mark.startsWith("ipip:") || mark.startsWith("mac:")) {
            throw new IllegalArgumentException("ports require a dscp: " + address + "=" + mark);
        }
        int colon = mark.indexOf(':');
        Dscp dscp = Dscp.of(number(colon < 0 ? mark : mark.substring(0, colon), "dscp"));
        List<Integer> ports = colon < 0
                ? List.of()
                : List.of(mark.substring(colon + 1).split(",", -1)).stream()
                        .map(ServedVip::port)
                        .toList();
        return new Marked(address, dscp, ports, List.of(Protocol.values()));
    }

    private static int port(String text) {
        int port = number(text, "port");
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("port must be 1..65535 but is " + port);
        }
        return port;
    }

    private static int number(String text, String what) {
        if (!text.matches("\\d{1,6}")) {
            throw new IllegalArgumentException(what + " is not a number: '" + text + "'");
        }
        return Integer.parseInt(text);
    }
}
