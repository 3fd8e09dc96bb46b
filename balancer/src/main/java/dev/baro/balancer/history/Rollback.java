// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.history;

import dev.baro.balancer.control.ConfigFile;
import dev.baro.balancer.control.Order;
import dev.baro.balancer.control.Reload;
import dev.baro.core.history.Origin;
import dev.baro.core.history.Revision;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/// Puts the text of an earlier revision into force, as a new revision. The file is left as it is, because it
/// belongs to an operator or to another program, and the daemon says that it is not in force.
public record Rollback(Revisions revisions, Reload reload) {

    /// @param instead the revision that gives way; 0: whichever is in force
    /// @return empty where the text is not kept
    public Optional<Reload.Result> to(
            Revision target, Origin origin, String who, String reason, boolean force, int instead)
            throws TimeoutException, InterruptedException {
        Optional<ConfigFile.Contents> contents = revisions.contents(target.number());
        if (contents.isEmpty()) {
            return Optional.empty();
        }
        Order order = Order.rollback(origin, who, reason, force, target.number(), instead);
        return Optional.of(reload.put(order, contents.get(), notInForce(target, order)));
    }

    private String notInForce(Revision target, Order order) {
        return reload.file().text().map(Revision::digest).equals(Optional.of(target.digest()))
                ? ""
                : "this file is not in force, because r" + target.number() + " was put back ("
                        + order.author().text() + (order.reason().isEmpty() ? "" : ": " + order.reason()) + ")";
    }
}
