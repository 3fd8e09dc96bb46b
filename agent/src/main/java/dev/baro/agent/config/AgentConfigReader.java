// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.config;

import dev.baro.agent.config.CrossCheck.PlacedVip;
import dev.baro.agent.config.YamlNode.Entry;
import dev.baro.agent.config.YamlNode.Mapping;
import dev.baro.agent.config.YamlNode.Position;
import dev.baro.agent.config.YamlNode.Scalar;
import dev.baro.agent.config.YamlNode.Sequence;
import dev.baro.core.config.Problem.Severity;
import dev.baro.core.config.Problem;
import dev.baro.core.model.Dscp;
import dev.baro.core.model.ForwardingMethod;
import dev.baro.core.model.IpAddress;
import dev.baro.core.model.Prefix;
import dev.baro.core.model.Protocol;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/// Reads `agent.yaml`. Collects every problem before it refuses; one reader reads one file.
public final class AgentConfigReader {
    private static final List<String> FILE_KEYS = List.of("version", "vips", "interfaces", "addresses", "allow");
    private static final List<String> VIP_KEYS = List.of("address", "method", "dscp", "ports", "protocols");

    private final List<Problem> problems = new ArrayList<>();

    private AgentConfigReader() {}

    public static AgentReading read(String text) {
        AgentConfigReader reader = new AgentConfigReader();
        try {
            return reader.file(YamlNode.parse(text));
        } catch (YamlNode.SyntaxException e) {
            Position at = e.at();
            return new AgentReading.Refused(List.of(Problem.error(
                    at.line(),
                    at.column(),
                    "not YAML: " + e.getMessage(),
                    "look at quotes, indentation and brackets")));
        }
    }

    /// The same checks for VIPs that come from the command line.
    public static AgentReading of(List<ServedVip> vips) {
        return checked(new AgentConfig(vips, List.of(), List.of(), List.of()));
    }

    /// The same checks for a configuration that comes from elsewhere.
    public static AgentReading checked(AgentConfig config) {
        List<PlacedVip> placed =
                config.vips().stream().map(v -> new PlacedVip(v, Position.NONE)).toList();
        return reading(config, CrossCheck.problems(config, placed));
    }

    private AgentReading file(YamlNode root) {
        Optional<Mapping> file = mapping(root, FILE_KEYS, "version: 1 and vips:");
        if (file.isEmpty()) {
            return new AgentReading.Refused(problems);
        }
        Mapping map = file.get();
        required(map, "version", "add version: 1").ifPresent(this::version);
        List<PlacedVip> vips = new ArrayList<>();
        required(map, "vips", "add vips: [{address: 211.115.115.100, dscp: 10, ports: [80, 443]}]")
                .ifPresent(node -> items(node).forEach(item -> vip(item).ifPresent(vips::add)));
        AgentConfig config = new AgentConfig(
                vips.stream().map(PlacedVip::vip).toList(),
                list(map, "interfaces", this::interfaceName),
                list(map, "addresses", this::address),
                list(map, "allow", this::prefix));
        problems.addAll(CrossCheck.problems(config, vips));
        return reading(config, problems);
    }

    private static AgentReading reading(AgentConfig config, List<Problem> problems) {
        List<Problem> sorted = problems.stream()
                .sorted(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column))
                .toList();
        return sorted.stream().anyMatch(p -> p.severity() == Severity.ERROR)
                ? new AgentReading.Refused(sorted)
                : new AgentReading.Accepted(config, sorted);
    }

    private void version(YamlNode node) {
        if (!(node instanceof Scalar(var _, String text) && text.equals("1"))) {
            error(node.at(), "version " + shown(node) + " is not known", "version: 1");
        }
    }

    private Optional<PlacedVip> vip(YamlNode node) {
        Optional<Mapping> mapping = mapping(node, VIP_KEYS, "address: and dscp:");
        if (mapping.isEmpty()) {
            return Optional.empty();
        }
        Mapping map = mapping.get();
        Optional<IpAddress> address = required(map, "address", "add address: and the VIP, such as 211.115.115.100")
                .flatMap(this::vipAddress);
        Optional<YamlNode> word = value(map, "method");
        Optional<ForwardingMethod> method =
                word.isEmpty() ? Optional.of(ForwardingMethod.DSCP) : word.flatMap(this::method);
        return method.flatMap(m -> served(map, m, address)).map(vip -> new PlacedVip(vip, map.at()));
    }

    private Optional<ServedVip> served(Mapping map, ForwardingMethod method, Optional<IpAddress> address) {
        return switch (method) {
            case DSCP -> marked(map, address);
            case IPIP -> {
                refuseMark(map, method);
                yield address.map(ServedVip.Tunnelled::new);
            }
            case MAC -> {
                refuseMark(map, method);
                yield address.map(ServedVip.OnSegment::new);
            }
        };
    }

    private Optional<ServedVip> marked(Mapping map, Optional<IpAddress> address) {
        Optional<Dscp> dscp = required(
                        map, "dscp", "add dscp: and the same number as on the balancer, or method: ipip or mac")
                .flatMap(this::dscp);
        List<Integer> ports = nonEmpty(map, "ports", this::port, "name a port, such as ports: [80, 443]");
        List<Protocol> protocols = nonEmpty(map, "protocols", this::protocol, "protocols: [tcp, udp]");
        return address.flatMap(a -> dscp.map(
                d -> new ServedVip.Marked(a, d, ports, protocols.isEmpty() ? List.of(Protocol.values()) : protocols)));
    }

    /// What comes by these methods is for the VIP as it is, so nothing would look at the mark or the ports.
    private void refuseMark(Mapping map, ForwardingMethod method) {
        for (Entry entry : map.entries()) {
            String key = entry.key().text();
            if (List.of("dscp", "ports", "protocols").contains(key)) {
                error(
                        entry.key().at(),
                        "'" + key + "' goes with method dscp only",
                        "remove it, or remove method: " + method.word());
            }
        }
    }

    private Optional<ForwardingMethod> method(YamlNode node) {
        String mend = "dscp, ipip or mac";
        Optional<String> word = scalar(node, mend);
        Optional<ForwardingMethod> method = word.flatMap(w -> Stream.of(ForwardingMethod.values())
                .filter(m -> m.word().equals(w))
                .findFirst());
        if (word.isPresent() && method.isEmpty()) {
            error(node.at(), "method '" + word.get() + "' is not known", mend);
        }
        return method;
    }

    private Optional<IpAddress> vipAddress(YamlNode node) {
        Optional<IpAddress> address = address(node);
        if (address.isPresent() && !address.get().isRoutable()) {
            error(node.at(), address.get() + " can not be a VIP", "an address that clients can reach");
            return Optional.empty();
        }
        return address;
    }

    private Optional<IpAddress> address(YamlNode node) {
        return parsed(
                node, IpAddress::parse, "address", "an IPv4 or IPv6 address, such as 211.115.115.100 or 2001:db8::100");
    }

    private Optional<Prefix> prefix(YamlNode node) {
        return parsed(node, Prefix::parse, "prefix", "a prefix without host bits, such as 211.115.115.0/24");
    }

    private <T> Optional<T> parsed(YamlNode node, Function<String, T> parser, String what, String mend) {
        try {
            return scalar(node, mend).map(parser);
        } catch (IllegalArgumentException e) {
            error(node.at(), shown(node) + " is not " + (what.startsWith("a") ? "an " : "a ") + what, mend);
            return Optional.empty();
        }
    }

    private Optional<Dscp> dscp(YamlNode node) {
        return number(node, "dscp", Dscp.MIN, Dscp.MAX).map(Dscp::new);
    }

    private Optional<Integer> port(YamlNode node) {
        return number(node, "port", 1, 65_535);
    }

    private Optional<Integer> number(YamlNode node, String what, int min, int max) {
        String mend = min + " to " + max;
        Optional<String> text = scalar(node, mend);
        if (text.isPresent() && !text.get().matches("\\d{1,9}")) {
            error(node.at(), what + " '" + text.get() + "' is not a decimal number", mend);
            return Optional.empty();
        }
        Optional<Integer> number = text.map(Integer::parseInt);
        if (number.isPresent() && (number.get() < min || number.get() > max)) {
            error(node.at(), what + " " + number.get() + " is out of range", mend);
            return Optional.empty();
        }
        return number;
    }

    private Optional<Protocol> protocol(YamlNode node) {
        String mend = "tcp or udp";
        Optional<String> word = scalar(node, mend);
        Optional<Protocol> protocol = word.flatMap(w ->
                Stream.of(Protocol.values()).filter(p -> p.word().equals(w)).findFirst());
        if (word.isPresent() && protocol.isEmpty()) {
            error(node.at(), "protocol '" + word.get() + "' is not known", mend);
        }
        return protocol;
    }

    /// The kernel's own rule (IFNAMSIZ, no slash, no space) and nothing that means something to nft.
    private Optional<String> interfaceName(YamlNode node) {
        String mend = "the name as ip link shows it, such as eth0";
        Optional<String> name = scalar(node, mend);
        if (name.isPresent() && !name.get().matches("[A-Za-z0-9_.:@-]{1,15}")) {
            error(node.at(), "'" + name.get() + "' is not the name of an interface", mend);
            return Optional.empty();
        }
        return name;
    }

    private Optional<Mapping> mapping(YamlNode node, List<String> known, String expected) {
        if (!(node instanceof Mapping map)) {
            error(node.at(), "found " + shown(node), "expected keys and values: " + expected);
            return Optional.empty();
        }
        List<String> seen = new ArrayList<>();
        for (Entry entry : map.entries()) {
            String key = entry.key().text();
            if (!known.contains(key)) {
                error(entry.key().at(), "unknown key '" + key + "'", "known here: " + String.join(", ", known));
            } else if (seen.contains(key)) {
                error(entry.key().at(), "key '" + key + "' stands here twice", "keep one of them");
            }
            seen.add(key);
        }
        return Optional.of(map);
    }

    private Optional<YamlNode> required(Mapping map, String key, String mend) {
        Optional<YamlNode> value = value(map, key);
        if (value.isEmpty()) {
            error(map.at(), "'" + key + "' is missing", mend);
        }
        return value;
    }

    private <T> List<T> nonEmpty(Mapping map, String key, Function<YamlNode, Optional<T>> reader, String mend) {
        Optional<YamlNode> node = value(map, key);
        if (node.isPresent() && node.get() instanceof Sequence(Position at, var items) && items.isEmpty()) {
            error(at, "'" + key + "' is empty", mend);
        }
        return list(map, key, reader);
    }

    private <T> List<T> list(Mapping map, String key, Function<YamlNode, Optional<T>> reader) {
        return value(map, key).map(this::items).orElse(List.of()).stream()
                .flatMap(item -> reader.apply(item).stream())
                .toList();
    }

    private List<YamlNode> items(YamlNode node) {
        if (node instanceof Sequence(var _, List<YamlNode> items)) {
            return items;
        }
        error(node.at(), "found " + shown(node), "expected a list: [one, two], or a line with - for each");
        return List.of();
    }

    private Optional<String> scalar(YamlNode node, String mend) {
        if (node instanceof Scalar(var _, String text) && !text.isEmpty()) {
            return Optional.of(text);
        }
        error(node.at(), "found " + shown(node), mend);
        return Optional.empty();
    }

    private static Optional<YamlNode> value(Mapping map, String key) {
        return map.entries().stream()
                .filter(e -> e.key().text().equals(key))
                .map(Entry::value)
                .findFirst();
    }

    private static String shown(YamlNode node) {
        return switch (node) {
            case Scalar(var _, String text) when text.isEmpty() -> "nothing";
            case Scalar(var _, String text) -> "'" + text + "'";
            case Sequence _ -> "a list";
            case Mapping _ -> "keys and values";
        };
    }

    private void error(Position at, String what, String mend) {
        problems.add(Problem.error(at.line(), at.column(), what, mend));
    }
}
