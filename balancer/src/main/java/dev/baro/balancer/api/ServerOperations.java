// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.api;

import dev.baro.balancer.control.Controller;
import dev.baro.balancer.control.EventOutcome;
import dev.baro.balancer.control.Mailbox;
import dev.baro.balancer.control.OverridesFile;
import dev.baro.balancer.control.Startup;
import dev.baro.balancer.log.Log;
import dev.baro.balancer.peer.OverrideRelay;
import dev.baro.balancer.report.MemberReport;
import dev.baro.core.api.Members;
import dev.baro.core.api.ProblemDetail;
import dev.baro.core.api.ServerChange;
import dev.baro.core.api.ServerMember;
import dev.baro.core.config.Config;
import dev.baro.core.history.Revision;
import dev.baro.core.model.RealServer;
import dev.baro.core.model.Vip;
import dev.baro.core.peer.OverrideChange;
import dev.baro.core.plan.Event;
import dev.baro.core.plan.ServerOverride;
import dev.baro.core.plan.ServerOverride.Wish;
import dev.baro.core.plan.Shortage;
import dev.baro.core.plan.State;
import dev.baro.dataplane.kernel.DataplaneException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/// Handles operators' requests about overrides of real servers and about members.
///
/// @param terms the author and conditions of a change: with force, it may leave a VIP with fewer usable
/// servers than it needs
record ServerOperations(Startup startup, Controller controller, OverridesFile kept, LongSupplier nowNs, Terms terms) {
    /// The objection to a change if another change has been made since its author read the state.
    private static final List<String> STALE = List.of("another change was made first");

    /// The longest permitted drain: an operator has probably forgotten a drain that lasts longer than a month.
    private static final Duration LONGEST_DEADLINE = Duration.ofDays(31);

    Answer members(String server, String vip, boolean drainingOnly) throws TimeoutException, InterruptedException {
        Optional<ProblemDetail> unknown = unknown(server, vip);
        if (unknown.isPresent()) {
            return new Answer.No(unknown.get());
        }
        List<ServerMember> members = counted().of(server, vip).stream()
                .filter(member -> !drainingOnly || member.now().drains())
                .toList();
        return new Answer.Json(new Members(members, List.of()));
    }

    Answer changeState(String server, ServerChange change) throws TimeoutException, InterruptedException {
        return switch (change.state()) {
            case "enabled" -> enable(server, change.vip());
            case "disabled" -> override(server, change, new Wish.Disable());
            case "drain" -> drain(server, change);
            default ->
                badRequest(
                        server,
                        "\"" + change.state() + "\" is not a state of a server",
                        "use enabled, drain or disabled");
        };
    }

    Answer changeWeight(String server, ServerChange change) throws TimeoutException, InterruptedException {
        return change.weight() < 0 || change.weight() > RealServer.MAX_WEIGHT
                ? badRequest(server, "weight " + change.weight() + " is out of range", "0 to 100")
                : override(server, change, new Wish.Weight(change.weight()));
    }

    /// Applies a change that an operator made on another balancer.
    ///
    /// @return the reason why the change failed; empty if it succeeded
    /// @throws OverrideRelay.NotNowException if a retry may succeed
    String take(OverrideChange change) throws OverrideRelay.NotNowException {
        try {
            ServerChange now = change.changeAt(Instant.now().toEpochMilli());
            Answer answer = change.what().equals(OverrideChange.WEIGHT)
                    ? changeWeight(change.server(), now)
                    : changeState(change.server(), now);
            return answer instanceof Answer.No(ProblemDetail problem) ? problem.detail() : "";
        } catch (TimeoutException e) {
            throw new OverrideRelay.NotNowException("the controller did not answer in time");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OverrideRelay.NotNowException("the daemon is stopping");
        }
    }

    private Answer drain(String server, ServerChange change) throws TimeoutException, InterruptedException {
        long seconds = change.deadlineSeconds();
        if (seconds < 0 || seconds > LONGEST_DEADLINE.toSeconds()) {
            return badRequest(server, "a deadline of " + seconds + " s is out of range", "1 s to 31 days, or none");
        }
        long deadlineNs = seconds == 0
                ? Wish.Drain.NO_DEADLINE
                : nowNs.getAsLong() + Duration.ofSeconds(seconds).toNanos();
        return override(server, change, new Wish.Drain(deadlineNs, false));
    }

    private Answer override(String server, ServerChange change, Wish wish)
            throws TimeoutException, InterruptedException {
        ServerOverride override = new ServerOverride(server, change.vip(), wish, change.reason(), nowNs.getAsLong());
        return submit(server, change.vip(), new Event.ServerOverridden(override));
    }

    private Answer enable(String server, String vip) throws TimeoutException, InterruptedException {
        boolean everywhere = state().overrides().all().stream()
                .anyMatch(override ->
                        override.server().equals(server) && override.vip().isEmpty());
        return everywhere && !vip.isEmpty()
                ? badRequest(
                        server,
                        server + " has an override in every VIP, not in " + vip + " alone",
                        "enable it in every VIP, then drain or disable it in the others")
                : submit(server, vip, new Event.OverrideRemoved(server, vip));
    }

    private Answer submit(String server, String vip, Event event) throws TimeoutException, InterruptedException {
        Optional<ProblemDetail> unknown = unknown(server, vip);
        if (unknown.isPresent()) {
            return new Answer.No(unknown.get());
        }
        EventOutcome outcome = Mailbox.await(controller.submit(event, now -> objections(now, event, server)));
        if (outcome.objections().equals(STALE)) {
            return new Answer.No(Refusals.stale(server, tag(outcome.after(), server)));
        }
        if (!outcome.objections().isEmpty()) {
            return Answer.needsForce("too few usable real servers would remain", outcome.objections(), server);
        }
        logChange(event, terms.who());
        return new Answer.Json(new Members(counted().of(server, vip), warnings(outcome.after(), server)));
    }

    private List<String> objections(State now, Event event, String server) {
        if (terms.isStale(tag(now, server))) {
            return STALE;
        }
        return terms.force() ? List.of() : shortages(now, event, server);
    }

    /// The entity tag of a server's overrides, and of its settings in the file.
    ///
    /// @return the tag; empty if there is no such server
    static String tag(State state, String server) {
        String overrides = state.overrides().all().stream()
                .filter(override -> override.server().equals(server))
                .map(override -> override + " " + override.wish() + " " + override.reason() + " " + override.sinceNs())
                .collect(Collectors.joining("\n"));
        return state.config()
                .server(server)
                .map(file -> Revision.digest(file + "\n" + overrides).substring(0, 16))
                .orElse("");
    }

    private List<String> shortages(State now, Event event, String server) {
        return Shortage.caused(now, now.after(event, nowNs.getAsLong()), server).stream()
                .map(vip -> vip.vip() + " would have " + vip.usable() + " usable real "
                        + (vip.usable() == 1 ? "server" : "servers") + " and needs " + vip.need())
                .toList();
    }

    private static void logChange(Event event, String who) {
        if (event instanceof Event.ServerOverridden(ServerOverride set)) {
            Log.info("SERVER_OVERRIDDEN", "server", set.server(), "text", set, "reason", set.reason(), "who", who);
        } else if (event instanceof Event.OverrideRemoved(String server, String vip)) {
            Log.info("OVERRIDE_REMOVED", "server", server, "vip", vip.isEmpty() ? "every" : vip, "who", who);
        }
    }

    private List<String> warnings(State state, String server) {
        List<String> warnings = new ArrayList<>();
        for (Vip vip : state.config().vips()) {
            boolean served = vip.servers().stream()
                    .flatMap(name -> state.config().server(name).stream())
                    .anyMatch(other -> state.takesNewSessions(vip, other));
            if (vip.servers().contains(server) && !served) {
                warnings.add(vip.name() + ": no real server takes new sessions");
            }
        }
        if (!state.failure().isEmpty()) {
            warnings.add("not in force: " + state.failure());
        }
        if (!kept.trouble().isEmpty()) {
            warnings.add(kept.trouble());
        }
        return warnings;
    }

    /// The members, with newly read counters if the counters are readable.
    private MemberReport counted() throws TimeoutException, InterruptedException {
        try {
            return new MemberReport(startup, Mailbox.await(controller.count()));
        } catch (DataplaneException e) {
            return new MemberReport(startup, controller.snapshot());
        }
    }

    private State state() {
        return controller.snapshot().state();
    }

    /// @param server the server; empty if none was requested
    /// @param vip    the VIP; empty if none was requested
    Optional<ProblemDetail> unknown(String server, String vip) {
        Config config = state().config();
        if (!vip.isEmpty() && config.vips().stream().noneMatch(v -> v.name().equals(vip))) {
            return Optional.of(unknown(
                    "there is no VIP " + vip,
                    config.vips().stream().map(Vip::name).toList()));
        }
        if (!server.isEmpty() && config.server(server).isEmpty()) {
            return Optional.of(unknown(
                    "there is no server " + server,
                    config.servers().stream().map(RealServer::name).toList()));
        }
        boolean serves = config.vips().stream()
                .filter(v -> vip.isEmpty() || v.name().equals(vip))
                .anyMatch(v -> server.isEmpty() || v.servers().contains(server));
        return serves
                ? Optional.empty()
                : Optional.of(new ProblemDetail(
                        ProblemDetail.UNKNOWN_NAME,
                        "not found",
                        404,
                        server + " serves " + (vip.isEmpty() ? "no VIP" : "not " + vip),
                        server,
                        "see baro server list"));
    }

    static ProblemDetail unknown(String what, List<String> known) {
        String names = String.join(", ", known.subList(0, Math.min(20, known.size())));
        return new ProblemDetail(ProblemDetail.UNKNOWN_NAME, "not found", 404, what, what, "there are: " + names);
    }

    static Answer badRequest(String server, String what, String fix) {
        return new Answer.No(
                new ProblemDetail(ProblemDetail.BAD_REQUEST, "cannot be done as requested", 400, what, server, fix));
    }
}
