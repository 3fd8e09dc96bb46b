// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.yaml;

import dev.baro.core.config.Config;
import dev.baro.core.config.Problem;
import dev.baro.core.config.ProblemLimit;
import dev.baro.core.config.Reading;
import dev.baro.core.yaml.YamlTree.Entry;
import dev.baro.core.yaml.YamlTree.Mapping;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/// Reads the YAML form of a configuration: `baro.yaml`, as `docs/reference/configuration.md` describes it. It
/// never throws; for an invalid text, the result is a [Reading.Refused] with positions and reasons.
public final class YamlFrontEnd {
    private static final String SCHEMA_FILE = "baro-v1.schema.json";

    private static final SchemaCheck SCHEMA = schema();

    /// Checks that examine each VIP, server, balancer and data centre individually and find only errors, so
    /// that items unchanged since a valid text need no check.
    private static final List<Function<Part, List<Problem>>> OF_ITEMS = List.of(
            AddressCheck::check,
            AddressPair::check,
            PortCheck::check,
            ProbeCheck::check,
            SessionKeys::check,
            StandbyKeys::check,
            ListenKeys::check,
            ApiKeys::check);

    private static final List<Function<Part, List<Problem>>> ACROSS_THE_FILE = List.of(
            AddressPlanCheck::check,
            AddressPair::across,
            ReferenceCheck::check,
            StandbyKeys::across,
            DscpCheck::check,
            NamedChecks::check,
            SessionKeys::idle,
            ProbeCheck::unobserved,
            ListenKeys::open);

    private YamlFrontEnd() {}

    public static Reading<Config> read(String text) {
        return read(BundleParser.parse(text));
    }

    static Reading<Config> read(Parsed parsed) {
        return switch (parsed) {
            case Parsed.Broken broken -> new Reading.Refused<>(broken.problems());
            case Parsed.Tree tree -> read(tree.root(), tree.problems());
        };
    }

    private static Reading<Config> read(Mapping root, List<Problem> ofParser) {
        Part file = Part.whole(root);
        List<Problem> ofSize = SizeCheck.check(file);
        if (!ofSize.isEmpty()) {
            return new Reading.Refused<>(ofSize);
        }
        List<Problem> ofSchema = SCHEMA.check(root);
        // A file with this many mistakes is not checked further, because it is a file of another kind.
        Stream<Problem> ofChecks = ofSchema.size() > ProblemLimit.COUNTED
                ? Stream.of()
                : Stream.of(
                                problems(OF_ITEMS, file),
                                problems(ACROSS_THE_FILE, file),
                                ofSchema.isEmpty() ? nothing(file) : Stream.<Problem>of())
                        .flatMap(found -> found);
        Stream<Problem> problems =
                Stream.of(ofParser.stream(), ofSchema.stream(), ofChecks).flatMap(found -> found);
        return Reading.of(problems, () -> ConfigMapping.of(file));
    }

    /// Reads a text most of whose items are known to be valid.
    ///
    /// @param before the configuration of the previous version; the result reuses its unchanged items
    /// @return the configuration; empty if there is an error
    static Optional<Reading.Accepted<Config>> read(YamlVersion.Edit edit, Config before) {
        Mapping root = edit.version().root();
        Part file = Part.whole(root);
        Mapping news = onlyChanged(root, edit.changed());
        boolean wrong = !SizeCheck.check(file).isEmpty()
                || !SCHEMA.check(news).isEmpty()
                || problems(OF_ITEMS, Part.whole(news)).findAny().isPresent();
        return !wrong
                        && Reading.of(
                                        Stream.concat(problems(ACROSS_THE_FILE, file), nothing(file)),
                                        () -> ConfigMapping.of(file, before, edit.changed()))
                                instanceof Reading.Accepted<Config> accepted
                ? Optional.of(accepted)
                : Optional.empty();
    }

    /// Warns of a file without a VIP, which is valid but makes a running balancer forward nothing.
    private static Stream<Problem> nothing(Part file) {
        boolean none = file.key("vips").isEmpty()
                || file.part("vips")
                        .filter(part -> part.tree() instanceof Mapping vips
                                && vips.entries().isEmpty())
                        .isPresent();
        return none
                ? Stream.of(Problem.warning(
                        0, 0, "the file has no VIP, so no packet would be forwarded", "add one under vips"))
                : Stream.of();
    }

    private static Stream<Problem> problems(List<Function<Part, List<Problem>>> checks, Part file) {
        return checks.stream().flatMap(check -> check.apply(file).stream());
    }

    /// The file without the unchanged VIPs and servers.
    private static Mapping onlyChanged(Mapping root, Map<String, Set<String>> changed) {
        SequencedMap<String, Entry> heads = new LinkedHashMap<>(root.entries());
        Stream.of("servers", "vips")
                .forEach(key -> root.entry(key)
                        .filter(head -> head.value() instanceof Mapping)
                        .ifPresent(head -> {
                            SequencedMap<String, Entry> items = new LinkedHashMap<>();
                            Mapping all = (Mapping) head.value();
                            changed.getOrDefault(key, Set.of())
                                    .forEach(name -> all.entry(name).ifPresent(item -> items.put(name, item)));
                            heads.put(key, new Entry(head.at(), key, new Mapping(all.at(), items), head.shift()));
                        }));
        return new Mapping(root.at(), heads);
    }

    /// The JSON Schema of the file's structure, for editors.
    public static String schemaText() {
        try (InputStream json = YamlFrontEnd.class.getResourceAsStream(SCHEMA_FILE)) {
            return new String(Objects.requireNonNull(json, SCHEMA_FILE).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SchemaCheck schema() {
        return SchemaCheck.of(Objects.requireNonNull(YamlFrontEnd.class.getResourceAsStream(SCHEMA_FILE), SCHEMA_FILE));
    }
}
