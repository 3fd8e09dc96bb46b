// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.api;

import dev.baro.balancer.control.ConfigFile;
import dev.baro.balancer.control.Order;
import dev.baro.balancer.control.Reload;
import dev.baro.balancer.control.Startup;
import dev.baro.balancer.history.Revisions;
import dev.baro.balancer.history.Rollback;
import dev.baro.core.api.Applied;
import dev.baro.core.api.Difference;
import dev.baro.core.api.ProblemDetail;
import dev.baro.core.config.Config;
import dev.baro.core.config.ConfigDiff;
import dev.baro.core.config.Reading;
import dev.baro.core.history.Lineage;
import dev.baro.core.history.Origin;
import dev.baro.core.history.Revision;
import dev.baro.core.history.RevisionList;
import dev.baro.core.history.RevisionText;
import dev.baro.core.plan.State;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/// The API's operations on revisions, and their results.
record RevisionOperations(Startup startup, Reload reload, Revisions revisions, int inForce) {
    /// The maximum number of changes that a list shows per revision.
    private static final int FEW_CHANGES = 3;

    Answer list() {
        return new Answer.Json(new RevisionList(
                inForce,
                revisions.lineage().revisions().stream()
                        .map(revision -> revision.brief(FEW_CHANGES))
                        .toList()));
    }

    Answer show(int number) {
        Optional<Revision> revision = revisions.lineage().of(number);
        Optional<String> text = revision.flatMap(revisions::text);
        return text.isEmpty() ? unknown(number) : new Answer.Json(new RevisionText(revision.orElseThrow(), text.get()));
    }

    Answer difference(int from, int to) {
        Optional<Config> before = config(from);
        Optional<Config> after = config(to);
        if (before.isEmpty() || after.isEmpty()) {
            return unknown(before.isEmpty() ? from : to);
        }
        return new Answer.Json(new Difference(from, ConfigDiff.between(before.get(), after.get()), List.of()));
    }

    private Optional<Config> config(int number) {
        return revisions.contents(number).map(ConfigFile.Contents::reading).flatMap(Reading::config);
    }

    /// @param number the revision's number; 0: the newest revision before the current one, skipping any
    /// that were rolled back
    Answer rollback(int number, Terms terms, String reason) throws TimeoutException, InterruptedException {
        Lineage lineage = revisions.lineage();
        Optional<Revision> target = number == 0
                ? revisions
                        .awaited()
                        .map(one -> lineage.of(one.target()))
                        .orElseGet(() -> lineage.of(inForce).flatMap(lineage::before))
                : lineage.of(number);
        if (number == 0 && target.isEmpty()) {
            return refusal(
                    "every stored revision before r" + inForce + " was rolled back, or there is none",
                    "choose a revision from baro history: baro rollback N");
        }
        if (number == inForce) {
            return refusal("r" + number + " is in force", "choose another revision from baro history: baro rollback N");
        }
        if (target.isEmpty()) {
            return unknown(number);
        }
        Order order = Order.rollback(
                        Origin.ROLLBACK, terms.who(), reason, target.get().number())
                .forced(terms.force())
                .havingSeen(IfMatch.revision(terms.tag()));
        return new Rollback(revisions, reload)
                .carryOut(order)
                .map(result -> applied(order, result))
                .orElseGet(() -> unknown(target.get().number()));
    }

    /// @param seen the revision that the caller means; 0: any
    Answer confirm(String who, int seen) {
        return revisions
                .confirm(who, seen)
                .<Answer>map(
                        number -> new Answer.Json(new Applied(number, 0, List.of(), List.of(), List.of(), List.of())))
                .orElseGet(() -> refusal(
                        "no revision waits for a confirmation",
                        "baro history shows the results of the newest revisions"));
    }

    /// The result of applying a configuration.
    Answer applied(Order order, Reload.Result result) {
        int found = result.outcome().before().revision();
        if (order.isLate(found)) {
            return new Answer.No(Refusals.stale(result.contents().name(), IfMatch.ofRevision(found)));
        }
        List<String> losses = result.outcome().objections();
        String name = result.contents().name();
        if (!losses.isEmpty()) {
            return Answer.needsForce("the file takes traffic away", losses, name);
        }
        State before = result.outcome().before();
        State after = result.outcome().after();
        if (result.contents().reading() instanceof Reading.Refused) {
            return Answer.invalid(name, result.contents().problemText());
        }
        if (!after.failure().isEmpty()) {
            return planRefused(after);
        }
        return new Answer.Json(new Applied(
                after.revision(),
                result.outcome().took().toMillis(),
                ConfigDiff.between(before.config(), after.config()),
                Reload.overrides(before, after),
                startup.needsRestart(after.config()),
                Stream.concat(result.contents().warnings().stream(), result.remarks().stream())
                        .toList()));
    }

    private static Answer planRefused(State after) {
        return new Answer.No(new ProblemDetail(
                ProblemDetail.PLAN_REFUSED,
                "the kernel refused r" + after.revision(),
                500,
                after.failure(),
                after.source(),
                "r" + after.applied() + " is still in force; restore its file, or fix the cause and apply again"));
    }

    private static Answer refusal(String what, String fix) {
        return new Answer.No(
                new ProblemDetail(ProblemDetail.BAD_REQUEST, "cannot be done as requested", 400, what, "history", fix));
    }

    private Answer unknown(int number) {
        List<String> kept = revisions.lineage().revisions().stream()
                .map(revision -> "r" + revision.number())
                .toList();
        return new Answer.No(ServerOperations.unknown("revision " + number + " is not stored", kept.reversed()));
    }
}
