// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.facts;

import dev.baro.agent.facts.Packets.Fit;
import dev.baro.agent.host.Ruleset;
import dev.baro.agent.host.Ruleset.Chain;
import dev.baro.agent.host.Ruleset.Hook;
import dev.baro.agent.host.Ruleset.ListedRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Follows one kind of packet through a base chain and its jumps, rule by rule. A rule with an unknown
/// condition, such as the client's address, counts as not matching, and is recorded.
public final class ChainWalk {
    /// The maximum depth of jumps: NFT_JUMP_STACK_SIZE in include/net/netfilter/nf_tables.h.
    private static final int MAX_JUMPS = 16;

    private static final Pattern TARGET = Pattern.compile("\\{\"(jump|goto)\":\\{\"target\":\"([^\"]+)\"}}");
    private static final Pattern EXTENSION = Pattern.compile("\\{\"xt\":\\{\"type\":\"target\",\"name\":\"(\\w+)\"");

    private static final String QUEUE = "\"queue\"";

    private final Map<Chain, List<ListedRule>> chains;
    private final Packets packets;
    private final List<ListedRule> mayAccept = new ArrayList<>();
    private final List<ListedRule> hidden = new ArrayList<>();

    private Optional<ListedRule> decisive = Optional.empty();

    private ChainWalk(Map<Chain, List<ListedRule>> chains, Packets packets) {
        this.chains = chains;
        this.packets = packets;
    }

    /// The result of a base chain for the packets.
    ///
    /// @param dropped   whether the packets are dropped, provided that no uncertain rule matches
    /// @param rule      the rule that drops the packets; empty for the chain's policy
    /// @param mayAccept the earlier rules that may accept the packets
    /// @param hidden    the rules that may drop the packets but whose conditions only iptables shows
    public record Outcome(
            boolean dropped, Optional<ListedRule> rule, List<ListedRule> mayAccept, List<ListedRule> hidden) {}

    private enum Verdict {
        ACCEPT,
        DROP,
        /// No rule accepts or drops the packets before the end of the chain.
        NONE
    }

    /// @param chains the chains of the whole ruleset
    public static Outcome of(Map<Chain, List<ListedRule>> chains, Hook hook, Packets packets) {
        ChainWalk walk = new ChainWalk(chains, packets);
        Verdict verdict = walk.walk(hook.table(), hook.chain(), true, 0);
        boolean dropped = verdict == Verdict.DROP || verdict == Verdict.NONE && hook.drops() && packets.meet(hook);
        return new Outcome(dropped, walk.decisive, List.copyOf(walk.mayAccept), List.copyOf(walk.hidden));
    }

    /// @param certain whether the packets certainly reach this chain
    private Verdict walk(String table, String chain, boolean certain, int jumps) {
        if (jumps > MAX_JUMPS) {
            return Verdict.NONE;
        }
        for (ListedRule rule : chains.getOrDefault(new Chain(table, chain), List.of())) {
            Fit fit = packets.fit(rule);
            if (fit == Fit.NO) {
                continue;
            }
            boolean taken = certain && fit == Fit.YES;
            Optional<Verdict> verdict = verdict(rule, taken, jumps);
            if (taken && verdict.isPresent()) {
                return verdict.get();
            }
        }
        return Verdict.NONE;
    }

    /// @return the verdict; empty to continue with the next rule of the chain
    private Optional<Verdict> verdict(ListedRule rule, boolean taken, int jumps) {
        String action = rule.rule().action();
        if (action.contains("{\"vmap\":")) {
            String mapped = packets.mapped(rule.rule());
            if (mapped.equals("?")) {
                mayAccept.add(rule);
                return Optional.empty();
            }
            return verdict(rule, mapped, taken, jumps);
        }
        return verdict(rule, action, taken, jumps);
    }

    private Optional<Verdict> verdict(ListedRule rule, String action, boolean taken, int jumps) {
        Matcher target = TARGET.matcher(action);
        if (target.find()) {
            Verdict there = walk(rule.table(), target.group(2), taken, jumps + 1);
            boolean comesBack = there == Verdict.NONE && target.group(1).equals("jump");
            if (!taken && target.group(1).equals("goto")) {
                mayAccept.add(rule);
            }
            return comesBack ? Optional.empty() : Optional.of(there);
        }
        if (action.endsWith("{\"accept\":null}") || action.contains(QUEUE)) {
            if (!taken) {
                mayAccept.add(rule);
            }
            return Optional.of(Verdict.ACCEPT);
        }
        if (Packets.drops(action)) {
            if (taken) {
                decisive = Optional.of(rule);
            } else if (Packets.isHidden(rule.rule())) {
                hidden.add(rule);
            }
            return Optional.of(Verdict.DROP);
        }
        return extension(rule, action, taken);
    }

    /// The verdict of `return`, and of targets that exist only in iptables.
    private Optional<Verdict> extension(ListedRule rule, String action, boolean taken) {
        Matcher extension = EXTENSION.matcher(action);
        if (extension.find()) {
            boolean drops = extension.group(1).equals("REJECT");
            if (drops && taken) {
                decisive = Optional.of(rule);
            } else if (drops ? Packets.isHidden(rule.rule()) : !Ruleset.PASSING_TARGETS.contains(extension.group(1))) {
                (drops ? hidden : mayAccept).add(rule);
            }
            return drops ? Optional.of(Verdict.DROP) : Optional.empty();
        }
        if (!action.endsWith("return")) {
            return Optional.empty();
        }
        if (!taken) {
            mayAccept.add(rule);
        }
        return Optional.of(Verdict.NONE);
    }
}
