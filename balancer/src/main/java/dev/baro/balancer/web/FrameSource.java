// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.web;

import dev.baro.balancer.api.Answer;
import dev.baro.balancer.api.Operator;
import dev.baro.balancer.control.Forwarding;
import dev.baro.balancer.control.Mailbox;
import dev.baro.balancer.log.Log;
import dev.baro.core.api.EventList;
import dev.baro.core.api.Headroom;
import dev.baro.core.api.Json;
import dev.baro.core.api.Page;
import dev.baro.core.api.RateList;
import dev.baro.core.api.RateList.VipRates;
import dev.baro.core.api.Status;
import dev.baro.core.api.Status.VipStatus;
import dev.baro.core.config.Config;
import dev.baro.core.model.Vip;
import dev.baro.core.plan.State;
import dev.baro.dataplane.forward.SessionCensus;
import dev.baro.dataplane.kernel.DataplaneException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/// Creates frames from the API's answers, so that the page, the command line and the metrics agree. To be
/// used by one thread.
final class FrameSource {
    /// The time between two reads of the counters: rates change only every two seconds, and reading the
    /// counters of thousands of members takes at least a millisecond.
    private static final long COUNTING_PERIOD_NS = 1_900_000_000L;

    private static final int MOST_EVENTS = 200;

    /// Counting the sessions walks through all VIPs, and the table fills slowly.
    private static final long TABLE_PERIOD_NS = 10_000_000_000L;

    private final Operator operator;
    private final Drops drops = new Drops();
    private Page.Table table = new Page.Table(0, 0);
    private long tableDueNs;
    private State counted = State.INITIAL;
    private long countedNs;

    FrameSource(Operator operator) {
        this.operator = operator;
    }

    Frame frame(Optional<Frame> before) throws TimeoutException, InterruptedException {
        State state = operator.controller().snapshot().state();
        long nowNs = operator.nowNs().getAsLong();
        String time = Instant.now().truncatedTo(ChronoUnit.MILLIS).toString();
        Frame.Events events = events(before.map(Frame::newest).orElse(0L));
        if (before.isPresent() && state.equals(counted) && nowNs - countedNs < COUNTING_PERIOD_NS) {
            return before.get().then(time, events);
        }
        if (!(operator.status("", Integer.MAX_VALUE) instanceof Answer.Json(Status status))) {
            throw new TimeoutException("no status");
        }
        counted = state;
        countedNs = nowNs;
        Config config = state.config();
        drops.take(status.vips(), nowNs);
        if (nowNs - tableDueNs >= 0 || before.isEmpty()) {
            table = table();
            tableDueNs = nowNs + TABLE_PERIOD_NS;
        }
        RateList rates =
                operator.rates().book().list(nowNs, config.vips(), config.serversByName(), true, Headroom.NONE);
        return new Frame(before, time, parts(status, config, rates), rows(status, config, rates), events);
    }

    private Map<String, String> parts(Status status, Config config, RateList rates) {
        Map<String, String> parts = new LinkedHashMap<>();
        parts.put("about", Json.line(about(status, config)));
        parts.put("config", Json.line(status.config()));
        parts.put("interfaces", Json.line(status.interfaces()));
        parts.put("outcomes", Json.line(status.outcomes()));
        parts.put("problems", Json.line(status.problems()));
        parts.put("overridden", Json.line(status.overridden()));
        parts.put("repairs", Json.line(status.repairs()));
        parts.put("total", Json.line(rates.balancer().now()));
        parts.put("table", Json.line(table));
        parts.put("measured", Json.line(rates.seconds()));
        return parts;
    }

    private Page.Table table() throws TimeoutException, InterruptedException {
        try {
            SessionCensus census = Mailbox.await(operator.controller().ask(Forwarding::sessions));
            return new Page.Table(census.used(), census.places());
        } catch (DataplaneException e) {
            return new Page.Table(0, 0);
        }
    }

    private static Page.About about(Status status, Config config) {
        return new Page.About(
                status.balancer(),
                status.version(),
                status.instance(),
                status.started(),
                config.cluster(),
                status.process().pid());
    }

    private Map<String, String> rows(Status status, Config config, RateList rates) {
        Map<String, Vip> vips = config.vipsByName();
        Map<String, VipRates> measured = new LinkedHashMap<>();
        rates.vips().forEach(each -> measured.put(each.name(), each));
        Map<String, String> rows = new LinkedHashMap<>();
        for (VipStatus vip : status.vips()) {
            Vip configured = vips.get(vip.name());
            VipRates rate = measured.get(vip.name());
            if (configured != null && rate != null) {
                rows.put(vip.name(), Json.line(VipRow.of(vip, configured, rate, drops.of(vip.name()))));
            }
        }
        return rows;
    }

    private static Frame.Events events(long after) {
        EventList recent = Log.recent().after(0, MOST_EVENTS);
        List<EventList.EventEntry> news =
                recent.events().stream().filter(each -> each.id() > after).toList();
        long newest =
                recent.events().isEmpty() ? after : recent.events().getLast().id();
        return new Frame.Events(Json.line(recent.events()), Json.line(news), newest);
    }
}
