// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.peer;

import dev.baro.core.api.ProblemDetail;
import dev.baro.core.peer.AppliedAll;
import dev.baro.core.peer.AppliedAll.Outcome;
import dev.baro.core.peer.PeerAnswer;
import dev.baro.core.peer.PeerOrder;
import dev.baro.core.peer.PeerQuestion;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/// Applies a configuration on this balancer and its peers: it first asks all balancers, then commits. It
/// reserves the balancers in the order of their names, so that exactly one of two concurrent applies continues.
///
/// @param self  the name of this balancer
/// @param live  whether a peer is up
/// @param asker the function that queries this balancer or a peer
public record SharedApply(String self, Predicate<String> live, Asker asker) {

    /// @param source the text's name in messages
    record Wanted(String source, String text, PeerOrder order) {}

    /// Sends questions to one balancer.
    interface Asker {
        /// Sends a question to a balancer. If there is no answer, the result is a failure.
        PeerAnswer ask(String name, PeerQuestion question);
    }

    /// The result of an apply to all balancers.
    public sealed interface Ended {
        record Done(AppliedAll outcomes) implements Ended {}

        /// The apply was refused, and nothing has changed on any balancer.
        record Refused(ProblemDetail problem) implements Ended {}
    }

    /// @param peers     the configuration's balancers, except this one
    /// @param reachable whether to skip silent balancers
    Ended apply(Set<String> peers, Wanted wanted, boolean reachable) {
        List<String> silent = peers.stream().filter(live.negate()).sorted().toList();
        if (!silent.isEmpty() && !reachable) {
            return new Ended.Refused(silent(silent, wanted.source()));
        }
        Set<String> all = new TreeSet<>(peers);
        all.removeAll(silent);
        all.add(self);
        String token = Secrets.hex(Secrets.random(16));
        List<String> held = new ArrayList<>();
        try {
            for (String name : all) {
                PeerAnswer answer = asker.ask(name, PeerQuestion.plain(PeerQuestion.RESERVE, self, token, ""));
                if (!answer.isOk()) {
                    return new Ended.Refused(refusal(name, answer, wanted.source()));
                }
                held.add(name);
            }
            return checked(all, silent, token, wanted);
        } finally {
            held.forEach(name -> asker.ask(name, PeerQuestion.plain(PeerQuestion.RELEASE, self, token, "")));
        }
    }

    private Ended checked(Set<String> all, List<String> silent, String token, Wanted wanted) {
        for (String name : selfFirst(all)) {
            PeerAnswer answer = asker.ask(name, question(PeerQuestion.CHECK, token, wanted));
            if (!answer.isOk()) {
                return new Ended.Refused(refusal(name, answer, wanted.source()));
            }
        }
        List<Outcome> outcomes = new ArrayList<>();
        for (String name : selfFirst(all)) {
            PeerAnswer answer = asker.ask(name, question(PeerQuestion.COMMIT, token, wanted));
            if (!answer.isOk() && name.equals(self)) {
                return new Ended.Refused(refusal(name, answer, wanted.source())); // nothing is applied elsewhere
            }
            outcomes.add(new Outcome(name, result(answer), answer.revision(), answer.text(), answer.restart()));
        }
        silent.forEach(name -> outcomes.add(new Outcome(name, "silent", 0, "it was skipped", List.of())));
        boolean complete = outcomes.stream().allMatch(Outcome::applied);
        return new Ended.Done(new AppliedAll(complete, outcomes));
    }

    private static String result(PeerAnswer answer) {
        return switch (answer.result()) {
            case PeerAnswer.OK -> "applied";
            case PeerAnswer.UNKNOWN -> "unknown";
            default -> "failed";
        };
    }

    private List<String> selfFirst(Set<String> all) {
        List<String> order = new ArrayList<>(List.of(self));
        all.stream().filter(name -> !name.equals(self)).forEach(order::add);
        return order;
    }

    private PeerQuestion question(String kind, String token, Wanted wanted) {
        return new PeerQuestion(kind, self, token, wanted.text(), wanted.order());
    }

    private ProblemDetail refusal(String name, PeerAnswer answer, String source) {
        String whose = name.equals(self) ? "" : name + ": ";
        return switch (answer.result()) {
            case PeerAnswer.BUSY ->
                new ProblemDetail(
                        ProblemDetail.CONFLICT,
                        "another apply is under way",
                        409,
                        whose + answer.text(),
                        source,
                        "nothing has changed; wait for its result (baro peer list), and apply again");
            case PeerAnswer.INVALID -> invalid(whose, answer.text(), source);
            case PeerAnswer.NEEDS_FORCE ->
                new ProblemDetail(
                        ProblemDetail.NEEDS_FORCE,
                        "the file takes traffic away",
                        409,
                        whose + answer.text(),
                        source,
                        "nothing has changed; if that is intended, repeat the request with force=true");
            case PeerAnswer.UNKNOWN -> unsure(whose + answer.text(), source);
            default ->
                new ProblemDetail(
                        ProblemDetail.PEER_FAILED,
                        "a balancer cannot take the configuration",
                        502,
                        whose + answer.text(),
                        source,
                        "nothing has changed on any balancer; see baro peer list");
        };
    }

    /// @param whose the balancer that owns the file; empty: this balancer
    static ProblemDetail invalid(String whose, String problems, String source) {
        return new ProblemDetail(
                ProblemDetail.CONFIG_INVALID,
                "the configuration is invalid",
                422,
                (whose.isEmpty() ? "" : "on " + whose + "\n") + problems,
                source,
                "correct the lines above; nothing has changed on any balancer");
    }

    private static ProblemDetail unsure(String why, String source) {
        return new ProblemDetail(
                ProblemDetail.PEER_FAILED,
                "it is not known whether the configuration is in force",
                502,
                why,
                source,
                "it may be in force only here; see baro peer list, and apply again");
    }

    /// @param why the reason why the peers are unknown
    static ProblemDetail unknown(String why, String source) {
        return new ProblemDetail(
                ProblemDetail.PEER_SILENT,
                "the peers are not known",
                409,
                why,
                source,
                "nothing has changed; make that file readable and restart the daemon, or apply only here: baro apply");
    }

    private static ProblemDetail silent(List<String> names, String source) {
        return new ProblemDetail(
                ProblemDetail.PEER_SILENT,
                "a balancer in the configuration does not answer",
                409,
                String.join(", ", names) + (names.size() == 1 ? " is" : " are") + " not reached",
                source,
                "nothing has changed; see baro peer list, or skip silent balancers: baro apply --all --reachable");
    }
}
