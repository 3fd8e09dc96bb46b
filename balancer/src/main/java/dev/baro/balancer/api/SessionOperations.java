// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.api;

import dev.baro.balancer.control.Controller;
import dev.baro.balancer.control.Forwarding;
import dev.baro.balancer.control.Mailbox;
import dev.baro.balancer.control.Snapshot;
import dev.baro.balancer.report.SessionReport;
import dev.baro.core.api.FlowReport;
import dev.baro.core.api.ProblemDetail;
import dev.baro.core.api.SessionList.ServerSessions;
import dev.baro.core.config.Config;
import dev.baro.core.model.Endpoint;
import dev.baro.core.model.Protocol;
import dev.baro.core.model.ServicePort;
import dev.baro.core.model.Vip;
import dev.baro.core.model.VirtualService;
import dev.baro.dataplane.forward.Flow;
import dev.baro.dataplane.forward.SessionCensus;
import dev.baro.dataplane.forward.SessionState;
import dev.baro.dataplane.kernel.DataplaneException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/// Handles operators' requests about the session table.
record SessionOperations(Controller controller, ServerOperations servers) {

    private record ServedPort(Vip vip, ServicePort port) {
        VirtualService service() {
            return vip.service(port);
        }
    }

    Answer list(String vip, String server, String state) throws TimeoutException, InterruptedException {
        if (!state.isEmpty() && !states().contains(state)) {
            return ServerOperations.badRequest(
                    state, "\"" + state + "\" is not a state of a session", "one of " + String.join(", ", states()));
        }
        Optional<ProblemDetail> unknown = servers.unknown(server, vip);
        if (unknown.isPresent()) {
            return new Answer.No(unknown.get());
        }
        Predicate<ServerSessions> wanted = each -> (vip.isEmpty() || each.vip().equals(vip))
                && (server.isEmpty() || each.server().equals(server));
        try {
            Snapshot snapshot = Mailbox.await(controller.count());
            SessionCensus census = Mailbox.await(controller.ask(Forwarding::sessions));
            return new Answer.Json(
                    new SessionReport(snapshot, census).list(wanted).only(state));
        } catch (DataplaneException e) {
            return unreadable(e);
        }
    }

    Answer flow(String client, String vip, String protocol) throws TimeoutException, InterruptedException {
        Optional<Endpoint> from = endpoint(client);
        Optional<Endpoint> to = endpoint(vip);
        if (from.isEmpty() || to.isEmpty()) {
            String wrong = from.isEmpty() ? client : vip;
            return ServerOperations.badRequest(
                    wrong,
                    "\"" + wrong + "\" is not an address and a port",
                    "such as 198.51.100.7:40000 or [2001:db8::7]:40000");
        }
        Optional<Protocol> spoken = Arrays.stream(Protocol.values())
                .filter(each -> each.word().equals(protocol))
                .findFirst();
        if (spoken.isEmpty()) {
            return ServerOperations.badRequest(protocol, "\"" + protocol + "\" is not a protocol", "tcp or udp");
        }
        if (from.get().address().isV4() != to.get().address().isV4()) {
            return ServerOperations.badRequest(
                    client, client + " and " + vip + " are of different IP versions", "a flow has one version");
        }
        VirtualService service =
                new VirtualService(to.get().address(), spoken.get(), to.get().port());
        return flow(from.get(), service);
    }

    private Answer flow(Endpoint client, VirtualService service) throws TimeoutException, InterruptedException {
        Config config = controller.snapshot().state().config();
        List<ServedPort> served = config.vips().stream()
                .flatMap(vip -> vip.ports().stream().map(port -> new ServedPort(vip, port)))
                .toList();
        Flow flow = new Flow(client.address(), client.port(), service);
        try {
            Optional<Flow.Status> status = Mailbox.await(controller.ask(kernel -> kernel.session(flow)));
            return served.stream()
                    .filter(each -> each.service().equals(service))
                    .findFirst()
                    .flatMap(each -> status.map(found -> report(client, each, found)))
                    .<Answer>map(Answer.Json::new)
                    .orElseGet(() -> notServed(service, served));
        } catch (DataplaneException e) {
            return unreadable(e);
        }
    }

    private static FlowReport report(Endpoint client, ServedPort served, Flow.Status status) {
        Vip vip = served.vip();
        return new FlowReport(
                client.toString(),
                vip.name(),
                served.port().name(),
                served.service().toString(),
                vip.options().scheduler().word(),
                status.server(),
                status.state() == SessionState.FREE ? "" : status.state().word(),
                status.idleSeconds(),
                vip.options().scheduler().followsHash());
    }

    private static Answer notServed(VirtualService service, List<ServedPort> served) {
        return new Answer.No(ServerOperations.unknown(
                service + " is not served",
                served.stream().map(each -> each.service().toString()).toList()));
    }

    private static Answer unreadable(DataplaneException e) {
        return new Answer.No(new ProblemDetail(
                ProblemDetail.INTERNAL,
                "the session table cannot be read",
                500,
                String.valueOf(e.getMessage()),
                "",
                "forwarding continues; see the daemon's log"));
    }

    private static Optional<Endpoint> endpoint(String text) {
        try {
            return Optional.of(Endpoint.parse(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static List<String> states() {
        return Arrays.stream(SessionState.values())
                .filter(state -> state != SessionState.FREE)
                .map(SessionState::word)
                .toList();
    }
}
