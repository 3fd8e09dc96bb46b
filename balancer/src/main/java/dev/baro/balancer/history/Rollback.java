// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.history;

import dev.baro.balancer.control.ConfigFile;
import dev.baro.balancer.control.Order;
import dev.baro.balancer.control.Reload;
import dev.baro.core.history.Revision;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/// Applies the text of an earlier revision as a new revision. The daemon does not change its file, which
/// belongs to an operator or to another program, but reports that the file is not in force.
public record Rollback(Revisions revisions, Reload reload) {

    /// @param order the rollback order
    /// @return the result; empty if the revision's text is not stored
    public Optional<Reload.Result> carryOut(Order order) throws TimeoutException, InterruptedException {
        Optional<Revision> target = revisions.lineage().of(order.copyOf());
        Optional<ConfigFile.Contents> contents = target.flatMap(one -> revisions.contents(one.number()));
        return contents.isEmpty()
                ? Optional.empty()
                : Optional.of(reload.put(order, contents.get(), notInForce(target.orElseThrow(), order)));
    }

    private String notInForce(Revision target, Order order) {
        return reload.file().text().map(Revision::digest).equals(Optional.of(target.digest()))
                ? ""
                : "this file is not in force, because r" + target.number() + " was restored ("
                        + order.author().text() + (order.reason().isEmpty() ? "" : ": " + order.reason()) + ")";
    }
}
