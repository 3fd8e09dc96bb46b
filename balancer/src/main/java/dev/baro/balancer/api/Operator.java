// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.api;

import dev.baro.balancer.control.Controller;
import dev.baro.balancer.control.Forwarding;
import dev.baro.balancer.control.Mailbox;
import dev.baro.balancer.control.Order;
import dev.baro.balancer.control.OverridesFile;
import dev.baro.balancer.control.Reload;
import dev.baro.balancer.control.Snapshot;
import dev.baro.balancer.control.Startup;
import dev.baro.balancer.health.HealthMonitor;
import dev.baro.balancer.health.ProbeCounter;
import dev.baro.balancer.history.Revisions;
import dev.baro.balancer.log.EventFile;
import dev.baro.balancer.log.Log;
import dev.baro.balancer.peer.OverrideRelay;
import dev.baro.balancer.peer.Peers;
import dev.baro.balancer.report.CertificateProblems;
import dev.baro.balancer.report.MetricsFormat;
import dev.baro.balancer.report.MetricsReport;
import dev.baro.balancer.report.PeerMetrics;
import dev.baro.balancer.report.Probing;
import dev.baro.balancer.report.RequestCounts;
import dev.baro.balancer.report.RevisionMetrics;
import dev.baro.balancer.report.RouteReport;
import dev.baro.balancer.report.ServerReport;
import dev.baro.balancer.report.StatusReport;
import dev.baro.balancer.report.StatusSelection;
import dev.baro.balancer.route.Announcer;
import dev.baro.balancer.trace.Traces;
import dev.baro.core.api.CheckResult;
import dev.baro.core.api.Difference;
import dev.baro.core.api.ProblemDetail;
import dev.baro.core.api.ServerChange;
import dev.baro.core.config.Config;
import dev.baro.core.config.ConfigDiff;
import dev.baro.core.config.ProblemText;
import dev.baro.core.config.Reading;
import dev.baro.core.frontend.ConfigText;
import dev.baro.core.peer.OverrideChange;
import dev.baro.core.plan.Losses;
import dev.baro.core.plan.State;
import dev.baro.core.route.Announcements;
import dev.baro.core.route.RouteList;
import dev.baro.core.writer.YamlText;
import dev.baro.dataplane.kernel.DataplaneException;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/// Handles operators' requests to the running daemon.
public record Operator(
        Startup startup,
        Controller controller,
        Reload reload,
        Revisions revisions,
        EventFile events,
        OverridesFile kept,
        HealthMonitor health,
        ProbeCounter probed,
        RateOperations rates,
        Announcer announcer,
        Traces traces,
        Peers peers,
        RequestCounts requests,
        LongSupplier nowNs)
        implements Operations {

    /// Creates an operator that has handled no requests yet.
    public Operator(
            Startup startup,
            Controller controller,
            Reload reload,
            Revisions revisions,
            EventFile events,
            OverridesFile kept,
            HealthMonitor health,
            ProbeCounter probed,
            RateOperations rates,
            Announcer announcer,
            Traces traces,
            Peers peers,
            LongSupplier nowNs) {
        this(
                startup,
                controller,
                reload,
                revisions,
                events,
                kept,
                health,
                probed,
                rates,
                announcer,
                traces,
                peers,
                new RequestCounts(),
                nowNs);
    }

    @Override
    public Answer status(String vip, int mostServers) throws TimeoutException, InterruptedException {
        Optional<ProblemDetail> unknown = unknown(vip);
        if (unknown.isPresent()) {
            return new Answer.No(unknown.get());
        }
        Snapshot snapshot = controller.snapshot();
        List<String> trouble = List.of();
        try {
            snapshot = Mailbox.await(controller.count());
        } catch (DataplaneException e) {
            trouble = List.of("the counters are outdated, because they cannot be read: " + e.getMessage());
        }
        if (!kept.trouble().isEmpty()) {
            trouble = Stream.concat(trouble.stream(), Stream.of(kept.trouble())).toList();
        }
        trouble = Stream.of(
                        trouble,
                        certificates(),
                        rates.meter().sentences(),
                        revisions.trouble(),
                        announcer.view().problems(),
                        List.of(events.trouble()),
                        peerProblems())
                .flatMap(List::stream)
                .filter(sentence -> !sentence.isEmpty())
                .toList();
        return new Answer.Json(new StatusReport(startup, snapshot, nowNs.getAsLong())
                .status(probing(), trouble, new StatusSelection(vip, mostServers))
                .withFile(reload.file().name(), revisions.fileState()));
    }

    /// @param vip the VIP; empty for all VIPs, which always exist
    private Optional<ProblemDetail> unknown(String vip) {
        return vip.isEmpty() ? Optional.empty() : overriding(Terms.NONE).unknown("", vip);
    }

    @Override
    public Answer rates(String vip) throws TimeoutException, InterruptedException {
        Optional<ProblemDetail> unknown = unknown(vip);
        return unknown.isPresent() ? new Answer.No(unknown.get()) : rates.list(vip, nowNs.getAsLong());
    }

    @Override
    public Answer rateHistory(String vip) {
        Optional<ProblemDetail> unknown = unknown(vip);
        return unknown.isPresent() ? new Answer.No(unknown.get()) : rates.history(vip);
    }

    @Override
    public Answer timing() throws TimeoutException, InterruptedException {
        return rates.timing();
    }

    private Probing probing() {
        return new Probing(health.proberTime(), health.marks(), health.certificates(), probed.counts());
    }

    private List<String> certificates() {
        return new CertificateProblems(health.certificates(), Instant.now()).sentences();
    }

    private List<String> peerProblems() {
        return peers.isAlone() ? List.of() : peers.list().differences();
    }

    @Override
    public PeerOperations peering() {
        return new PeerOperations(peers);
    }

    @Override
    public Answer metrics(String accepted) throws TimeoutException, InterruptedException {
        MetricsFormat format = MetricsFormat.of(accepted);
        return new Answer.Text(format.mediaType(), format.text(withOthers(families())));
    }

    private MetricSnapshots withOthers(MetricSnapshots own) {
        Stream<MetricSnapshot> ofPeers =
                peers.isAlone() ? Stream.empty() : new PeerMetrics(peers.list()).families().stream();
        MetricSnapshot deadline = RevisionMetrics.deadline(revisions.awaited());
        return new MetricSnapshots(Stream.concat(Stream.concat(own.stream(), Stream.of(deadline)), ofPeers)
                .toList());
    }

    private MetricSnapshots families() throws TimeoutException, InterruptedException {
        try {
            MetricsReport report = new MetricsReport(
                    startup, Mailbox.await(controller.count()), probing(), announcer.view(), peerProblems(), requests);
            return report.families(Mailbox.await(controller.ask(Forwarding::sessions)));
        } catch (DataplaneException e) {
            return new MetricsReport(
                            startup, controller.snapshot(), probing(), announcer.view(), peerProblems(), requests)
                    .staleFamilies();
        }
    }

    @Override
    public Answer servers() throws TimeoutException, InterruptedException {
        State state = running();
        return new Answer.Json(Mailbox.await(health.ask(book -> new ServerReport(startup, state, book).list())));
    }

    @Override
    public Answer server(String name) throws TimeoutException, InterruptedException {
        State state = running();
        return Mailbox.await(health.ask(book -> new ServerReport(startup, state, book).detail(name)))
                .<Answer>map(Answer.Json::new)
                .orElseGet(() -> new Answer.No(new ProblemDetail(
                        ProblemDetail.NOT_FOUND,
                        "no such real server",
                        404,
                        "the configuration has no real server " + name,
                        name,
                        "see baro server list")));
    }

    @Override
    public Answer events(long after, int limit) {
        return new Answer.Json(Log.recent().after(after, limit));
    }

    @Override
    public Answer config() {
        return new Answer.Yaml(YamlText.of(running().config()));
    }

    @Override
    public Answer check(String name, String text) {
        return new Answer.Json(CheckResult.of(name, text, ConfigText.read(text).problems()));
    }

    @Override
    public Answer difference(String name, String text) {
        State running = running();
        return switch (ConfigText.read(text)) {
            case Reading.Accepted(Config wanted, var _) ->
                new Answer.Json(new Difference(
                        running.revision(), ConfigDiff.between(running.config(), wanted), Losses.of(running, wanted)));
            case Reading.Refused(var problems) -> Answer.invalid(name, ProblemText.render(name, text, problems));
        };
    }

    @Override
    public Answer fileDifference() {
        String name = reload.file().name();
        return reload.file()
                .text()
                .map(text -> difference(name, text))
                .orElseGet(() -> Answer.invalid(name, name + ": cannot be read"));
    }

    @Override
    public Answer apply(Order order) throws TimeoutException, InterruptedException {
        return revisioning().applied(order, reload.now(order));
    }

    @Override
    public Answer history() {
        return revisioning().list();
    }

    @Override
    public Answer revision(int number) {
        return revisioning().show(number);
    }

    @Override
    public Answer revisionDifference(int from, int to) {
        return revisioning().difference(from, to);
    }

    @Override
    public Answer rollback(int number, Terms terms, String reason) throws TimeoutException, InterruptedException {
        return revisioning().rollback(number, terms, reason);
    }

    @Override
    public Answer confirm(String who, int seen) {
        return revisioning().confirm(who, seen);
    }

    private RevisionOperations revisioning() {
        return new RevisionOperations(startup, reload, revisions, running().revision());
    }

    @Override
    public Answer members(String server, String vip, boolean drainingOnly)
            throws TimeoutException, InterruptedException {
        return overriding(Terms.NONE).members(server, vip, drainingOnly);
    }

    @Override
    public Answer changeState(String server, ServerChange change, Terms terms)
            throws TimeoutException, InterruptedException {
        return told(overriding(terms).changeState(server, change), OverrideChange.STATE, server, change);
    }

    @Override
    public Answer changeWeight(String server, ServerChange change, Terms terms)
            throws TimeoutException, InterruptedException {
        return told(overriding(terms).changeWeight(server, change), OverrideChange.WEIGHT, server, change);
    }

    private Answer told(Answer answer, String what, String server, ServerChange change) {
        if (answer instanceof Answer.Json) {
            long nowMs = Instant.now().toEpochMilli();
            peers.agreement().said(new OverrideChange(what, server, change, nowMs));
        }
        return answer;
    }

    /// Applies an operator's change from another balancer, which has already checked the effect of the change.
    ///
    /// @return the reason why the change failed; empty on success
    /// @throws OverrideRelay.NotNowException if a retry may succeed
    public String takeOverride(OverrideChange change) throws OverrideRelay.NotNowException {
        return overriding(Terms.OF_A_PEER).take(change);
    }

    @Override
    public Answer sessions(String vip, String server, String state) throws TimeoutException, InterruptedException {
        return new SessionOperations(controller, overriding(Terms.NONE)).list(vip, server, state);
    }

    @Override
    public Answer session(String client, String vip, String protocol) throws TimeoutException, InterruptedException {
        return new SessionOperations(controller, overriding(Terms.NONE)).flow(client, vip, protocol);
    }

    @Override
    public Answer beginTrace(String client, String vip, long packets, long seconds)
            throws TimeoutException, InterruptedException {
        return new TraceOperations(running().config(), traces).begin(client, vip, packets, seconds);
    }

    @Override
    public Answer trace(long id, long after) throws InterruptedException {
        return new TraceOperations(running().config(), traces).read(id, after);
    }

    @Override
    public Answer endTrace(long id) {
        return new TraceOperations(running().config(), traces).end(id);
    }

    @Override
    public ExplainOperations explaining() {
        return new ExplainOperations(running().config(), traces.explanations());
    }

    @Override
    public Answer routes() {
        return new Answer.Json(routes(announcer.view()));
    }

    @Override
    public Answer exports() {
        return new Answer.Json(announcer.daemons().exports());
    }

    private RouteList routes(Announcements view) {
        return new RouteReport(startup, running().config(), view, announcer.everyVip()).list();
    }

    @Override
    public Answer changeRoute(RouteList.Change change, Terms terms) throws TimeoutException, InterruptedException {
        Optional<ProblemDetail> unknown = unknown(change.vip());
        if (unknown.isPresent()) {
            return new Answer.No(unknown.get());
        }
        return new RouteOperations(announcer, running().config(), nowNs, terms).change(change, this::routes);
    }

    @Override
    public String tag(Route.Tagged state, String server) {
        return switch (state) {
            case NOTHING -> "";
            case CONFIGURATION -> IfMatch.ofRevision(running().revision());
            case SERVER -> ServerOperations.tag(running(), server);
            case ROUTES -> announcer.tag();
        };
    }

    private ServerOperations overriding(Terms terms) {
        return new ServerOperations(startup, controller, kept, nowNs, terms);
    }

    private State running() {
        return controller.snapshot().state();
    }
}
