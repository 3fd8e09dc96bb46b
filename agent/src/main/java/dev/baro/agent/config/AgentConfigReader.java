// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.config;

import dev.baro.core.config.Literals;
import dev.baro.core.config.Position;
import dev.baro.core.config.Problem;
import dev.baro.core.config.Reading;
import dev.baro.core.model.Dscp;
import dev.baro.core.model.ForwardingMethod;
import dev.baro.core.model.IpAddress;
import dev.baro.core.model.Protocol;
import dev.baro.core.yaml.AddressCheck;
import dev.baro.core.yaml.DscpCheck;
import dev.baro.core.yaml.Parsed;
import dev.baro.core.yaml.Part;
import dev.baro.core.yaml.Placed;
import dev.baro.core.yaml.SchemaCheck;
import dev.baro.core.yaml.YamlParser;
import dev.baro.core.yaml.YamlTree.Mapping;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/// Reads `agent.yaml` with the parser and the checks of the balancers' file, so that both files produce the
/// same messages. Never throws; invalid text gives a [Reading.Refused] with positions and reasons.
public final class AgentConfigReader {
    private static final SchemaCheck SCHEMA = schema();
    private static final int MAX_PORT = 65_535;

    private AgentConfigReader() {}

    public static Reading<AgentConfig> read(String text) {
        return switch (YamlParser.parse(text)) {
            case Parsed.Broken broken -> new Reading.Refused<>(broken.problems());
            case Parsed.Tree tree -> read(LenientScalars.of(tree.root()), tree.problems());
        };
    }

    /// Applies the checks of `agent.yaml` to VIPs from the command line.
    public static Reading<AgentConfig> of(List<ServedVip> vips) {
        return checked(new AgentConfig(vips, List.of(), List.of(), List.of()));
    }

    /// Applies the checks of `agent.yaml` to a configuration from another source.
    public static Reading<AgentConfig> checked(AgentConfig config) {
        List<Placed<ServedVip>> placed = config.vips().stream()
                .map(vip -> new Placed<>(vip, Position.NOWHERE))
                .toList();
        return Reading.of(CrossCheck.problems(config, placed).stream(), () -> config);
    }

    private static Reading<AgentConfig> read(Mapping root, List<Problem> ofParser) {
        Part file = Part.whole(root);
        List<Placed<ServedVip>> vips = file.items("vips").stream()
                .flatMap(vip -> served(vip).stream().map(served -> new Placed<>(served, vip.at())))
                .toList();
        AgentConfig config = new AgentConfig(
                vips.stream().map(Placed::value).toList(),
                values(file.texts("interfaces"), Optional::of),
                values(file.texts("addresses"), Literals::address),
                values(file.texts("allow"), Literals::prefix));
        Stream<Problem> problems = Stream.of(
                        ofParser.stream(),
                        SCHEMA.check(root).stream(),
                        ofValues(file),
                        CrossCheck.problems(config, vips).stream())
                .flatMap(found -> found);
        return Reading.of(problems, () -> config);
    }

    /// @return the configuration; empty if one of its values is missing or wrong
    private static Optional<ServedVip> served(Part vip) {
        Optional<IpAddress> address = vip.address().map(Placed::value).filter(IpAddress::isRoutable);
        return method(vip).flatMap(method -> switch (method) {
            case DSCP -> address.flatMap(a -> marked(vip, a));
            case IPIP -> address.map(ServedVip.Tunnelled::new);
            case MAC -> address.map(ServedVip.OnSegment::new);
        });
    }

    private static Optional<ServedVip> marked(Part vip, IpAddress address) {
        List<Integer> ports = values(
                vip.numbers("ports"), port -> Optional.of(port).filter(number -> number >= 1 && number <= MAX_PORT));
        List<Protocol> protocols = values(
                vip.texts("protocols"),
                word -> Stream.of(Protocol.values())
                        .filter(protocol -> protocol.word().equals(word))
                        .findFirst());
        return vip.number("dscp")
                .filter(dscp -> DscpCheck.outOfRange(dscp).isEmpty())
                .map(dscp -> new ServedVip.Marked(
                        address,
                        Dscp.of(dscp.value()),
                        ports,
                        protocols.isEmpty() ? List.of(Protocol.values()) : protocols));
    }

    private static Optional<ForwardingMethod> method(Part vip) {
        if (vip.key("method").isEmpty()) {
            return Optional.of(ForwardingMethod.DSCP);
        }
        return vip.text("method")
                .flatMap(word -> Stream.of(ForwardingMethod.values())
                        .filter(method -> method.word().equals(word.value()))
                        .findFirst());
    }

    /// The problems with values that have the right type but are still unusable.
    private static Stream<Problem> ofValues(Part file) {
        return Stream.of(
                        file.items("vips").stream().flatMap(AgentConfigReader::ofVip),
                        file.texts("addresses").stream().flatMap(text -> AddressCheck.notAnAddress(text).stream()),
                        file.texts("allow").stream().flatMap(text -> AddressCheck.prefix(text).stream()))
                .flatMap(found -> found);
    }

    private static Stream<Problem> ofVip(Part vip) {
        return Stream.of(
                        vip.text("address").stream().flatMap(text -> AddressCheck.address(text).stream()),
                        vip.number("dscp").stream().flatMap(dscp -> DscpCheck.outOfRange(dscp).stream()),
                        withoutMark(vip))
                .flatMap(found -> found);
    }

    /// With a method other than dscp, packets already have the VIP as destination, so a mark and
    /// ports would be ignored.
    private static Stream<Problem> withoutMark(Part vip) {
        Optional<ForwardingMethod> other = method(vip).filter(method -> method != ForwardingMethod.DSCP);
        return other.stream()
                .flatMap(method -> Stream.of("dscp", "ports", "protocols")
                        .flatMap(key -> vip.key(key).map(at -> new Placed<>(key, at)).stream())
                        .map(key -> key.error(
                                key.value() + " applies only to method dscp",
                                "remove it, or remove method: " + method.word())));
    }

    private static <A, B> List<B> values(List<Placed<A>> placed, Function<A, Optional<B>> meaning) {
        return placed.stream()
                .flatMap(value -> meaning.apply(value.value()).stream())
                .toList();
    }

    private static SchemaCheck schema() {
        return SchemaCheck.of(Objects.requireNonNull(
                AgentConfigReader.class.getResourceAsStream("agent-v1.schema.json"), "agent-v1.schema.json"));
    }
}
