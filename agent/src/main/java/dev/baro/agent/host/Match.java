// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.host;

import dev.baro.core.model.Dscp;
import dev.baro.core.model.IpAddress;
import dev.baro.core.model.Protocol;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// One condition of an nftables rule: a field and its permitted values. Two conditions are equal if they match
/// the same packets, whatever their notation.
///
/// @param field  the field in nft's form, including an operator other than `==`: `ip daddr`, `ip dscp !=`
/// @param values the values as `nft -n -j` lists them, numbers in decimal
/// @param words  the values as printed for human readers, in order
public record Match(String field, Set<String> values, List<String> words) {
    public Match {
        values = Set.copyOf(values);
        words = List.copyOf(words);
    }

    /// @param values numbers and addresses, which nft lists as they were written
    public static Match of(String field, List<String> values) {
        return new Match(field, Set.copyOf(values), values);
    }

    static Match dscp(boolean v4, Dscp dscp) {
        return of(family(v4) + " dscp", List.of(Integer.toString(dscp.codePoint())));
    }

    static Match unmarked(boolean v4) {
        return of(family(v4) + " dscp", List.of("0"));
    }

    static Match marked(boolean v4) {
        return of(family(v4) + " dscp !=", List.of("0"));
    }

    static Match source(boolean v4, List<IpAddress> addresses) {
        return of(
                family(v4) + " saddr",
                addresses.stream().map(IpAddress::toString).toList());
    }

    /// @param addresses the addresses; empty for every current local address (RTN_LOCAL in linux/rtnetlink.h)
    static Match destination(boolean v4, List<IpAddress> addresses) {
        return addresses.isEmpty()
                ? new Match("fib daddr type", Set.of("2"), List.of("local"))
                : of(
                        family(v4) + " daddr",
                        addresses.stream().map(IpAddress::toString).toList());
    }

    static Match interfaces(List<String> names) {
        return new Match(
                "iifname",
                Set.copyOf(names),
                names.stream().map(n -> '"' + n + '"').toList());
    }

    static Match protocols(List<Protocol> protocols) {
        return named(
                "meta l4proto",
                protocols.stream()
                        .collect(Collectors.toMap(Protocol::word, Protocol::number, (a, _) -> a, LinkedHashMap::new)));
    }

    static Match ports(String protocol, List<Integer> ports) {
        return of(protocol + " dport", ports.stream().map(String::valueOf).toList());
    }

    /// Matches fragments after the first, which carry no port: RFC 791 section 3.1, RFC 8200 section 4.5.
    static Match laterFragment(boolean v4) {
        return v4 ? of("ip frag-off & 8191 !=", List.of("0")) : of("frag frag-off !=", List.of("0"));
    }

    /// Matches errors about the VIP's own packets, mainly for path MTU discovery, and the ping of a health
    /// probe: RFC 792, RFC 4443. These packets carry the mark but no port.
    public static Match controlMessages(boolean v4) {
        Map<String, Integer> types = new LinkedHashMap<>();
        types.put("destination-unreachable", v4 ? 3 : 1);
        if (!v4) {
            types.put("packet-too-big", 2);
        }
        types.put("time-exceeded", v4 ? 11 : 3);
        types.put("parameter-problem", v4 ? 12 : 4);
        types.put("echo-request", v4 ? 8 : 128);
        return named(v4 ? "icmp type" : "icmpv6 type", types);
    }

    public static String family(boolean v4) {
        return v4 ? "ip" : "ip6";
    }

    private static Match named(String field, Map<String, Integer> numbers) {
        return new Match(
                field,
                numbers.values().stream().map(String::valueOf).collect(Collectors.toSet()),
                List.copyOf(numbers.keySet()));
    }

    public String text() {
        List<String> shown = words.stream().map(NftStatement::words).toList();
        return NftStatement.words(field) + " "
                + (shown.size() == 1 ? shown.getFirst() : "{ " + String.join(", ", shown) + " }");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Match(String theirField, Set<String> theirValues, var _)
                && field.equals(theirField)
                && values.equals(theirValues);
    }

    @Override
    public int hashCode() {
        return 31 * field.hashCode() + values.hashCode();
    }
}
