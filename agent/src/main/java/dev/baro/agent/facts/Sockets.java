// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.facts;

import dev.baro.agent.host.Commands;
import dev.baro.core.model.IpAddress;
import dev.baro.core.model.Protocol;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// This server's listening sockets and incomplete handshakes, from `ss`.
///
/// @param unanswered for each address, the number of connections that still wait for the client's ACK after at
/// least [#ANSWERS_UNHEARD] answers to its SYN
public record Sockets(List<Listener> listeners, Map<IpAddress, Integer> unanswered) {
    /// The value is above one, because a busy client loses an answer now and then.
    public static final int ANSWERS_UNHEARD = 3;

    private static final Pattern NAME = Pattern.compile("\\(\\(\"([^\"]+)\"");
    private static final Pattern REPEATS = Pattern.compile("timer:\\([a-z]+,[^,]*,(\\d+)\\)");

    public Sockets {
        listeners = List.copyOf(listeners);
        unanswered = Map.copyOf(unanswered);
    }

    /// @param address the address; empty for any
    /// @param v4      whether the socket accepts IPv4
    /// @param v6      whether the socket accepts IPv6
    /// @param program the program's name; empty if unknown
    public record Listener(
            Protocol protocol, Optional<IpAddress> address, boolean v4, boolean v6, int port, String program) {

        public boolean isWildcard() {
            return address.isEmpty();
        }

        /// Whether the socket receives packets to this address and port.
        public boolean hears(Protocol wanted, IpAddress to, int wantedPort) {
            return protocol == wanted
                    && port == wantedPort
                    && (address.isPresent() ? address.get().equals(to) : to.isV4() ? v4 : v6);
        }
    }

    /// The ports with a listener on exactly this address.
    List<Integer> ports(Protocol protocol, IpAddress address) {
        return listeners.stream()
                .filter(l -> l.protocol() == protocol
                        && l.address().map(address::equals).orElse(false))
                .map(Listener::port)
                .distinct()
                .toList();
    }

    public static Sockets read(Commands commands) {
        List<Listener> listeners = new ArrayList<>();
        commands.run("ss", "-Hlntup").lines().forEach(line -> listener(line).ifPresent(listeners::add));
        Map<IpAddress, Integer> unanswered = new HashMap<>();
        commands.run("ss", "-Htno", "state", "syn-recv")
                .lines()
                .filter(Sockets::unheard)
                .flatMap(line -> address(line.strip().split("\\s+", -1)[2]).stream())
                .forEach(address -> unanswered.merge(address, 1, Integer::sum));
        return new Sockets(listeners, unanswered);
    }

    private static boolean unheard(String line) {
        Matcher repeats = REPEATS.matcher(line);
        return repeats.find() && Integer.parseInt(repeats.group(1)) >= ANSWERS_UNHEARD;
    }

    /// Parses a line such as `tcp LISTEN 0 511 0.0.0.0:80 0.0.0.0:* users:(("nginx",pid=7,fd=6))`.
    public static Optional<Listener> listener(String line) {
        String[] words = line.strip().split("\\s+", -1);
        if (words.length < 5 || !(words[0].equals("tcp") || words[0].equals("udp"))) {
            return Optional.empty();
        }
        String local = words[4];
        String port = local.substring(local.lastIndexOf(':') + 1);
        if (!port.matches("\\d{1,5}")) {
            return Optional.empty();
        }
        String host = host(local);
        Matcher name = NAME.matcher(line);
        return Optional.of(new Listener(
                words[0].equals("tcp") ? Protocol.TCP : Protocol.UDP,
                address(local),
                host.equals("*") || host.equals("0.0.0.0"),
                host.equals("*") || host.equals("::"),
                Integer.parseInt(port),
                name.find() ? name.group(1) : ""));
    }

    /// @return the address; empty for any address
    private static Optional<IpAddress> address(String local) {
        String host = host(local);
        return host.equals("*") || host.equals("0.0.0.0") || host.equals("::")
                ? Optional.empty()
                : Optional.of(
                        IpAddress.parse(host.startsWith("::ffff:") && host.contains(".") ? host.substring(7) : host));
    }

    /// The address without its port, brackets and interface name.
    private static String host(String local) {
        String host =
                local.substring(0, local.lastIndexOf(':')).replace("[", "").replace("]", "");
        int device = host.indexOf('%');
        return device < 0 ? host : host.substring(0, device);
    }
}
