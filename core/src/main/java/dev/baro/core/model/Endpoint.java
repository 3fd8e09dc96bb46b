// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.model;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// An address and a port, in the usual notation: `198.51.100.7:40000`, `[2001:db8::7]:40000`.
///
/// @param port 1..65535
public record Endpoint(IpAddress address, int port) {
    private static final Pattern TEXT = Pattern.compile("(?:\\[([0-9A-Fa-f:.]+)]|([0-9.]+)):([0-9]{1,5})");

    public Endpoint {
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("port must be 1..65535 but is " + port);
        }
    }

    /// @throws IllegalArgumentException if the text has any other form; an IPv6 address needs brackets
    public static Endpoint parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not an address and a port: " + text);
        }
        String v6 = matcher.group(1);
        if (v6 != null && v6.indexOf(':') < 0) {
            throw new IllegalArgumentException("not an IPv6 address: " + v6);
        }
        return new Endpoint(IpAddress.parse(v6 == null ? matcher.group(2) : v6), Integer.parseInt(matcher.group(3)));
    }

    @Override
    public String toString() {
        return (address.isV4() ? address.toString() : "[" + address + "]") + ":" + port;
    }
}
