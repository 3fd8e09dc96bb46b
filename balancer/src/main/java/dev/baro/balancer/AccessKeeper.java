// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer;

import dev.baro.balancer.access.Access;
import dev.baro.balancer.control.ConfigFile;
import dev.baro.balancer.control.EventOutcome;
import dev.baro.balancer.control.Keeper;
import dev.baro.balancer.control.Order;
import dev.baro.balancer.control.Snapshot;
import java.util.List;

/// Keeps the configuration, and makes its roles apply as soon as the configuration is in force.
record AccessKeeper(Keeper kept, Access access) implements Keeper {
    @Override
    public List<String> objections(Order order, ConfigFile.Contents contents) {
        return kept.objections(order, contents);
    }

    @Override
    public List<String> expect(Order order, ConfigFile.Contents contents, Snapshot before) {
        return kept.expect(order, contents, before);
    }

    @Override
    public void settled(Order order, ConfigFile.Contents contents, EventOutcome outcome) {
        kept.settled(order, contents, outcome);
        if (outcome.happened()) {
            access.renew(outcome.after().config().api());
        }
    }
}
