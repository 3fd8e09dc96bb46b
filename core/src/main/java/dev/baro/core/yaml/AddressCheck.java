// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.yaml;

import dev.baro.core.config.Literals;
import dev.baro.core.config.Problem;
import dev.baro.core.config.Words;
import dev.baro.core.model.IpAddress;
import dev.baro.core.model.Prefix;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Checks each address and prefix individually: whether it is valid and usable.
public final class AddressCheck {
    private static final String LOOPS = "use an address that other hosts can reach over the network";

    private AddressCheck() {}

    static List<Problem> check(Part file) {
        Stream<Problem> reachable = Stream.of("vips", "servers")
                .flatMap(key -> file.parts(key).stream())
                .flatMap(part -> Stream.concat(part.text("address").stream(), part.texts("address").stream()))
                .flatMap(text -> address(text).stream());
        Stream<Problem> balancers = file.parts("balancers").stream()
                .flatMap(part -> part.text("address").stream())
                .flatMap(text -> address(text).stream());
        Stream<Problem> prefixes = file.parts("data-centres").stream()
                .flatMap(part -> part.texts("prefixes").stream())
                .flatMap(text -> prefix(text).stream());
        return Stream.of(reachable, balancers, prefixes).flatMap(s -> s).toList();
    }

    /// @return a problem if the text is not an address, or if other hosts cannot reach the address
    public static Optional<Problem> address(Placed<String> text) {
        return Literals.address(text.value())
                .map(address -> kindNotRoutable(address)
                        .map(kind -> text.error("address %s is %s".formatted(address, kind), LOOPS)))
                .orElseGet(() -> notAnAddress(text));
    }

    /// @return a problem if the text is not an address; an address that other hosts cannot reach is acceptable
    public static Optional<Problem> notAnAddress(Placed<String> text) {
        return Literals.address(text.value()).isPresent()
                ? Optional.empty()
                : Optional.of(zone(text)
                        .orElseGet(() -> text.error(
                                "address %s is not an IP address".formatted(Words.quoted(text.value())),
                                fixOfAddress(text.value()))));
    }

    /// Reports a zone as in `fe80::1%eth0`, because a zone names an interface of a single host.
    private static Optional<Problem> zone(Placed<String> text) {
        int percent = text.value().indexOf('%');
        return percent > 0
                        && Literals.address(text.value().substring(0, percent)).isPresent()
                ? Optional.of(text.error(
                        "address %s has a zone, which only link-local addresses have"
                                .formatted(Words.quoted(text.value())),
                        "a server behind a router cannot have a link-local address: write its global or unique-local"
                                + " address"))
                : Optional.empty();
    }

    private static String fixOfAddress(String text) {
        int slash = text.indexOf('/');
        if (slash > 0 && Literals.address(text.substring(0, slash)).isPresent()) {
            return "remove the length: " + text.substring(0, slash);
        }
        return text.matches(".*[g-zG-Z].*")
                ? "names are not resolved; four numbers from 0 to 255, such as 192.0.2.10"
                : "four numbers from 0 to 255, such as 192.0.2.10";
    }

    private static Optional<String> kindNotRoutable(IpAddress address) {
        InetAddress inet = address.inet();
        if (address.toString().equals("255.255.255.255")) {
            return Optional.of("the broadcast address");
        }
        if (address.isRoutable()) {
            return Optional.empty();
        }
        if (inet.isAnyLocalAddress()) {
            return Optional.of("the unspecified address");
        }
        if (inet.isLoopbackAddress()) {
            return Optional.of("a loopback address");
        }
        return Optional.of(inet.isMulticastAddress() ? "a multicast address" : "a link-local address");
    }

    public static Optional<Problem> prefix(Placed<String> text) {
        if (Literals.prefix(text.value()).isPresent()) {
            return Optional.empty();
        }
        return Optional.of(withoutHostBits(text.value())
                .map(prefix -> text.error(
                        "prefix %s has host bits set".formatted(text.value()),
                        "write %s, or %s/%d for a single address"
                                .formatted(
                                        prefix,
                                        addressPart(text.value()),
                                        prefix.address().isV4() ? 32 : 128)))
                .orElseGet(() -> text.error(
                        "%s is not a prefix".formatted(Words.quoted(text.value())),
                        "an address and a length, such as 10.10.0.0/16")));
    }

    /// The prefix that the user probably intended, if host bits are the only mistake.
    private static Optional<Prefix> withoutHostBits(String text) {
        Optional<IpAddress> address = Literals.address(addressPart(text));
        if (address.isEmpty() || !text.matches("[^/]+/[0-9]{1,3}")) {
            return Optional.empty();
        }
        int length = Integer.parseInt(text.substring(text.indexOf('/') + 1));
        int bits = 8 * address.get().bytes().length;
        return length <= bits ? Optional.of(Prefix.around(address.get(), length)) : Optional.empty();
    }

    private static String addressPart(String text) {
        int slash = text.indexOf('/');
        return slash < 0 ? text : text.substring(0, slash);
    }
}
