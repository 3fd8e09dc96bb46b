// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent;

import dev.baro.core.dscp.Dscp;
import dev.baro.core.model.IpAddress;
import dev.baro.core.model.Protocol;
import java.util.List;

/// A VIP that this server answers for, and the mark that brings its packets here.
///
/// @param ports     1..65535, ascending; empty means every port, which lets the mark catch other services too
/// @param protocols never empty
record ServedVip(IpAddress address, Dscp dscp, List<Integer> ports, List<Protocol> protocols) {
    ServedVip {
        ports = ports.stream().distinct().sorted().toList();
        protocols = protocols.stream().distinct().sorted().toList();
    }

    boolean isV4() {
        return address.isV4();
    }

    /// The VIP as it stands on the loopback: `211.115.115.100/32`.
    String hostPrefix() {
        return hostPrefix(address);
    }

    static String hostPrefix(IpAddress address) {
        return address + (address.isV4() ? "/32" : "/128");
    }

    /// Reads `ADDRESS=DSCP[:PORT,PORT...]`, the form of the command line.
    ///
    /// @throws IllegalArgumentException when it is anything else
    static ServedVip parse(String text) {
        int equals = text.indexOf('=');
        if (equals < 0) {
            throw new IllegalArgumentException("expected ADDRESS=DSCP[:PORT,PORT], such as 211.115.115.100=10:80,443");
        }
        String mark = text.substring(equals + 1);
        int colon = mark.indexOf(':');
        Dscp dscp = new Dscp(number(colon < 0 ? mark : mark.substring(0, colon), "dscp"));
        List<Integer> ports = colon < 0
                ? List.of()
                : List.of(mark.substring(colon + 1).split(",", -1)).stream()
                        .map(ServedVip::port)
                        .toList();
        IpAddress address = IpAddress.parse(text.substring(0, equals));
        if (!address.isRoutable()) {
            throw new IllegalArgumentException(address + " can not be a VIP");
        }
        return new ServedVip(address, dscp, ports, List.of(Protocol.values()));
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
