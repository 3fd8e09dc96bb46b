// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.api;

import dev.baro.balancer.control.Mailbox;
import dev.baro.balancer.log.Log;
import dev.baro.balancer.route.Announcer;
import dev.baro.core.api.ProblemDetail;
import dev.baro.core.config.Config;
import dev.baro.core.route.Announcements;
import dev.baro.core.route.RouteList;
import dev.baro.core.route.Withdrawal;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongSupplier;

/// Handles operators' commands for routes.
record RouteOperations(Announcer announcer, Config config, LongSupplier nowNs, Terms terms) {

    Answer change(RouteList.Change change, Function<Announcements, RouteList> list)
            throws TimeoutException, InterruptedException {
        synchronized (announcer) { // of two concurrent changes, the second sees the first
            return terms.isStale(announcer.tag())
                    ? new Answer.No(Refusals.stale("routes", announcer.tag()))
                    : changed(change, list);
        }
    }

    private Answer changed(RouteList.Change change, Function<Announcements, RouteList> list)
            throws TimeoutException, InterruptedException {
        return switch (change.state()) {
            case "withdrawn" -> new Answer.Json(list.apply(withdraw(change)));
            case "announced" -> announce(change, list);
            default ->
                ServerOperations.badRequest(
                        change.vip(),
                        "\"" + change.state() + "\" is not a state of a route",
                        "use announced or withdrawn");
        };
    }

    private Announcements withdraw(RouteList.Change change) throws TimeoutException, InterruptedException {
        Withdrawal withdrawal = new Withdrawal(change.vip(), change.atOnce(), change.reason(), nowNs.getAsLong());
        Announcements after = Mailbox.await(announcer.withdraw(withdrawal));
        tell("withdrawn", change);
        return after;
    }

    private Answer announce(RouteList.Change change, Function<Announcements, RouteList> list)
            throws TimeoutException, InterruptedException {
        String vip = change.vip();
        if (!vip.isEmpty() && announcer.everyVip()) {
            return refused(
                    vip,
                    "every VIP is withdrawn from this balancer, not " + vip + " alone",
                    "type: baro route announce, and withdraw the others");
        }
        if (!vip.isEmpty() && !config.routes().announces(vip)) {
            return refused(
                    vip,
                    "the configuration does not announce " + vip,
                    "set announce: true in the VIP, or in routes, and type: baro apply");
        }
        Announcements after = Mailbox.await(announcer.announce(vip));
        tell("announced", change);
        return new Answer.Json(list.apply(after));
    }

    private static Answer refused(String vip, String what, String fix) {
        return new Answer.No(
                new ProblemDetail(ProblemDetail.BAD_REQUEST, "cannot be done as requested", 400, what, vip, fix));
    }

    private void tell(String state, RouteList.Change change) {
        String vip = change.vip().isEmpty() ? "every" : change.vip();
        Log.info("ROUTE_OVERRIDDEN", "vip", vip, "state", state, "reason", change.reason(), "who", terms.who());
    }
}
