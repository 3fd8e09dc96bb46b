// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.yaml;

import dev.baro.core.config.Position;
import dev.baro.core.config.Problem;
import dev.baro.core.config.ProblemLimit;
import dev.baro.core.config.Words;
import dev.baro.core.yaml.YamlTree.Entry;
import dev.baro.core.yaml.YamlTree.Mapping;
import dev.baro.core.yaml.YamlTree.Scalar;
import dev.baro.core.yaml.YamlTree.Sequence;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/// Parses a text into a [YamlTree]: exactly one document, which is a mapping, within limits that exceed every
/// real configuration but stop hostile texts.
public final class YamlParser {
    /// The maximum length of a text; a configuration with 20,000 real servers has a third of this length.
    static final int MAX_CHARS = 4 << 20;

    /// The maximum depth: twice that of the deepest valid key, so that a mistake in nesting still gets a
    /// message with its position.
    static final int MAX_DEPTH = 16;

    /// The maximum number of keys, values, lists and mappings, with aliases expanded, so that a small
    /// text cannot grow without limit. The largest configuration, with 4,096 VIPs and 32,768 real
    /// servers, has half this number.
    static final int MAX_NODES = 600_000;

    private final Iterator<Event> events;
    private final Map<Anchor, YamlTree> anchored = new LinkedHashMap<>();
    private final List<Problem> problems = new ArrayList<>();
    private int nodes;

    private YamlParser(String text) {
        // The buffer holds the whole text, because snakeyaml-engine 3.0.1 fails if a surrogate pair spans
        // two of its buffers.
        LoadSettings settings = LoadSettings.builder()
                .setCodePointLimit(MAX_CHARS)
                .setBufferSize(text.length() + 2)
                .build();
        events = new ParserImpl(settings, new StreamReader(settings, text));
    }

    public static Parsed parse(String text) {
        if (text.length() > MAX_CHARS) {
            return broken(new Problem(
                    Problem.Severity.ERROR, 0, 0, "the file is larger than 4 MiB", "is this a Baro configuration?"));
        }
        try {
            return new YamlParser(text).document();
        } catch (Refusal refusal) {
            return broken(refusal.problem());
        } catch (YamlEngineException failure) {
            return broken(SyntaxMessage.of(failure, text));
        }
    }

    private static Parsed broken(Problem problem) {
        return new Parsed.Broken(List.of(problem));
    }

    private Parsed document() {
        Event event = nextNonStructural();
        if (event.getEventId() == Event.ID.StreamEnd) {
            return broken(Problem.error(0, 0, "the file is empty", "begin with version: 1"));
        }
        YamlTree root = node(event, 1);
        Event following = nextNonStructural();
        if (following.getEventId() != Event.ID.StreamEnd) {
            throw new Refusal(at(following), "a second document begins here", "one file holds one configuration");
        }
        return switch (root) {
            case Mapping mapping -> new Parsed.Tree(mapping, problems, nodes, !anchored.isEmpty());
            case Scalar scalar
            when scalar.isBlank() -> broken(Problem.error(0, 0, "the file is empty", "begin with version: 1"));
            case Scalar scalar -> broken(notMapping(scalar.at(), scalar.kind().words()));
            case Sequence sequence -> broken(notMapping(sequence.at(), "a list"));
        };
    }

    private static Problem notMapping(Position at, String found) {
        return Problem.error(
                at.line(), at.column(), "the file is " + found + ", not keys and values", "begin with version: 1");
    }

    private Event nextNonStructural() {
        while (true) {
            Event event = events.next();
            switch (event.getEventId()) {
                case StreamStart, DocumentStart, DocumentEnd, Comment -> {}
                default -> {
                    return event;
                }
            }
        }
    }

    private YamlTree node(Event event, int depth) {
        if (depth > MAX_DEPTH) {
            throw new Refusal(
                    at(event), "values are nested too deeply", "no key of a configuration is deeper than 8 levels");
        }
        count(event, 1);
        if (event instanceof AliasEvent alias) {
            return aliased(alias, depth);
        }
        NodeEvent start = (NodeEvent) event;
        start.getAnchor().ifPresent(anchored::remove);
        YamlTree tree = start instanceof ScalarEvent scalar ? scalar(scalar) : collection(start, depth);
        start.getAnchor().ifPresent(anchor -> anchored.put(anchor, tree));
        return tree;
    }

    private YamlTree collection(NodeEvent start, int depth) {
        if (start instanceof CollectionStartEvent collection) {
            refuseTag(collection.getTag(), start);
        }
        return start.getEventId() == Event.ID.MappingStart ? mapping(start, depth) : sequence(start, depth);
    }

    private Scalar scalar(ScalarEvent event) {
        refuseTag(event.getTag(), event);
        ScalarKind kind = event.isPlain() ? ScalarKind.ofPlain(event.getValue()) : ScalarKind.TEXT;
        return new Scalar(at(event), event.getValue(), kind);
    }

    private Sequence sequence(Event start, int depth) {
        List<YamlTree> items = new ArrayList<>();
        for (Event event = events.next(); event.getEventId() != Event.ID.SequenceEnd; event = events.next()) {
            items.add(node(event, depth + 1));
        }
        return new Sequence(at(start), items);
    }

    private Mapping mapping(Event start, int depth) {
        SequencedMap<String, Entry> entries = new LinkedHashMap<>();
        for (Event event = events.next(); event.getEventId() != Event.ID.MappingEnd; event = events.next()) {
            if (!(node(event, depth + 1) instanceof Scalar key)) {
                throw new Refusal(at(event), "a list or a mapping cannot be a key", "a key is a plain word");
            }
            YamlTree value = node(events.next(), depth + 1);
            Entry first = entries.putIfAbsent(key.text(), new Entry(at(event), key.text(), value));
            if (first != null) {
                report(new Placed<>(key, at(event))
                        .error(
                                "key %s appears twice".formatted(Words.quoted(key.text())),
                                "first on line %d; keep one"
                                        .formatted(first.at().line())));
            }
        }
        return new Mapping(at(start), entries);
    }

    private YamlTree aliased(AliasEvent event, int depth) {
        YamlTree tree = anchored.get(event.getAlias());
        if (tree == null) {
            throw new Refusal(
                    at(event),
                    "alias *%s has no anchor".formatted(event.getAlias().getValue()),
                    "define it first with &" + event.getAlias().getValue());
        }
        expand(tree, event, depth);
        return tree;
    }

    /// Counts the nodes of an alias's expanded content, in at most [#MAX_NODES] steps for a whole text.
    private void expand(YamlTree tree, AliasEvent alias, int depth) {
        if (depth > MAX_DEPTH) {
            throw new Refusal(at(alias), "aliases are nested too deeply", "write the values out");
        }
        count(alias, 1);
        switch (tree) {
            case Scalar _ -> {}
            case Sequence sequence -> sequence.items().forEach(item -> expand(item, alias, depth + 1));
            case Mapping mapping ->
                mapping.entries().values().forEach(entry -> expand(entry.value(), alias, depth + 1));
        }
    }

    private void count(Event event, int more) {
        nodes += more;
        if (nodes > MAX_NODES) {
            throw new Refusal(at(event), "more than 600,000 values", "aliases count as their expanded content");
        }
    }

    private void refuseTag(Optional<String> tag, Event event) {
        tag.ifPresent(name -> report(new Placed<>(name, at(event))
                .error(
                        "tag %s is not allowed".formatted(Words.shortened(name.replace("tag:yaml.org,2002:", "!!"))),
                        "remove it; the key determines the type of its value")));
    }

    /// Each of these problems is an error, so a single one makes the whole file invalid.
    private void report(Problem problem) {
        if (problems.size() <= ProblemLimit.COUNTED) {
            problems.add(problem);
        }
    }

    private static Position at(Event event) {
        return event.getStartMark().map(Position::of).orElse(Position.START);
    }

    /// Aborts parsing when the text cannot be turned into a tree. This exception never leaves the class.
    private static final class Refusal extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient Problem problem;

        Refusal(Position at, String what, String fix) {
            super(what, null, false, false);
            problem = Problem.error(at.line(), at.column(), what, fix);
        }

        Problem problem() {
            return problem;
        }
    }
}
