// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.host;

import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// An nftables rule, desired or existing. Two rules are equal if they have the same effect; the order of the
/// conditions and the comment are ignored.
///
/// @param counter the name of the counter object; empty without a counter
/// @param action  the action as nft writes it: `ip daddr set 211.115.115.100`, `return`; unknown statements
///                are in nft's JSON
/// @param comment a note for human readers; may be empty
public record Rule(List<Match> matches, String counter, String action, String comment) {
    public Rule {
        matches = List.copyOf(matches);
    }

    /// Whether the rule jumps or goes to this chain of its table.
    boolean leadsTo(String chain) {
        return action.contains("{\"target\":\"" + chain + "\"}");
    }

    /// The action for people: `drop`.
    public String actionText() {
        return NftStatement.words(action);
    }

    /// The rule as a line of an nft file.
    public String text() {
        Stream<String> conditions = matches.stream().map(Match::text);
        Stream<String> rest = Stream.of(
                counter.isEmpty() ? "" : "counter name \"" + counter + "\"",
                actionText(),
                comment.isEmpty() ? "" : "comment \"" + comment + "\"");
        return Stream.concat(conditions, rest).filter(s -> !s.isEmpty()).collect(Collectors.joining(" "));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Rule(var theirMatches, String theirCounter, String theirAction, var _)
                && new HashSet<>(matches).equals(new HashSet<>(theirMatches))
                && counter.equals(theirCounter)
                && action.equals(theirAction);
    }

    @Override
    public int hashCode() {
        return 31 * new HashSet<>(matches).hashCode() + action.hashCode();
    }
}
