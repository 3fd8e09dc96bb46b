// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.api;

import dev.baro.balancer.log.EventReaders;
import dev.baro.core.api.Json;
import dev.baro.core.api.ServerChange;
import dev.baro.core.config.Role;
import dev.baro.core.route.RouteList;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/// All operations of the API. `openapi.json` describes exactly this set.
final class RouteTable {
    /// The complete response to `/healthz`.
    static final String ALIVE = "ok\n";

    private static final String DESCRIPTION = "openapi.json";
    private static final String EVENT_STREAM = "text/event-stream";

    private final Operations operations;
    private final Workload workload;
    private final EventReaders readers;

    RouteTable(Operations operations, Workload workload, EventReaders readers) {
        this.operations = operations;
        this.workload = workload;
        this.readers = readers;
    }

    /// The routes in order: fixed paths come before parametrised paths that would also match them.
    List<Route> all() {
        return Stream.of(general(), servers(), traffic(), traces(), configuration(), history(), routes(), peers())
                .flatMap(List::stream)
                .toList();
    }

    /// The routes for collectors of metrics.
    List<Route> metrics() {
        return only(List.of("GET /healthz", "GET /metrics"));
    }

    /// The routes that the page uses. None of them shows a whole configuration or a client's session, and the
    /// only changes they permit are changes to one server and a rollback.
    List<Route> page() {
        return only(List.of(
                "GET /healthz",
                "GET /v1/status",
                "GET /v1/rates",
                "GET /v1/rates/history",
                "GET /v1/servers",
                "GET /v1/servers/{server}",
                "GET /v1/members",
                "PUT /v1/servers/{server}/state",
                "PUT /v1/servers/{server}/weight",
                "POST /v1/traces",
                "GET /v1/traces/{id}",
                "DELETE /v1/traces/{id}",
                "GET /v1/explanation",
                "POST /v1/explanation",
                "GET /v1/history",
                "GET /v1/history/diff",
                "POST /v1/config/rollback",
                "GET /v1/peers",
                "GET /v1/routes",
                "GET /v1/routes/exports"));
    }

    private List<Route> only(List<String> names) {
        return all().stream().filter(route -> names.contains(route.toString())).toList();
    }

    private List<Route> general() {
        return List.of(
                Route.get("/healthz", _ -> new Answer.Plain("text/plain; charset=utf-8", ALIVE))
                        .byAnyone(),
                Route.get("/metrics", asked -> operations.metrics(asked.header("Accept"))),
                Route.get("/v1/openapi.json", _ -> new Answer.Text("application/json", description())),
                Route.get("/v1/openapi.yaml", _ -> new Answer.Text("application/yaml", Json.yaml(description()))),
                Route.get(
                        "/v1/status",
                        asked -> operations.status(
                                asked.query("vip"), (int) asked.number("most-servers", Integer.MAX_VALUE))),
                Route.get("/v1/events", this::events));
    }

    private static String description() {
        try (InputStream in = Objects.requireNonNull(RouteTable.class.getResourceAsStream(DESCRIPTION))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("read " + DESCRIPTION, e);
        }
    }

    private Answer events(Asked asked) {
        if (!asked.wants(EVENT_STREAM)) {
            return operations.events(asked.number("after", 0), (int) asked.number("limit", 100));
        }
        String last = asked.header("Last-Event-ID");
        long after = last.matches("[0-9]{1,18}") ? Long.parseLong(last) : asked.number("after", -1);
        return readers.enter(asked.caller().who(), after)
                .<Answer>map(Answer.Events::new)
                .orElseGet(() -> new Answer.No(Refusals.tooManyReaders()));
    }

    private List<Route> servers() {
        return List.of(
                Route.get(
                        "/v1/members",
                        asked -> operations.members(asked.query("server"), asked.query("vip"), asked.flag("draining"))),
                Route.get("/v1/servers", _ -> operations.servers()),
                Route.get("/v1/servers/{server}", asked -> operations.server(asked.inPath("server")))
                        .of(Route.Tagged.SERVER),
                Route.put(
                                "/v1/servers/{server}/state",
                                Role.OPERATE,
                                asked -> operations.changeState(
                                        asked.inPath("server"), asked.json(ServerChange.class), asked.terms()))
                        .of(Route.Tagged.SERVER),
                Route.put(
                                "/v1/servers/{server}/weight",
                                Role.OPERATE,
                                asked -> operations.changeWeight(
                                        asked.inPath("server"), asked.json(ServerChange.class), asked.terms()))
                        .of(Route.Tagged.SERVER));
    }

    private List<Route> traffic() {
        return List.of(
                Route.get("/v1/rates", asked -> operations.rates(asked.query("vip"))),
                Route.get("/v1/rates/history", asked -> operations.rateHistory(asked.query("vip"))),
                Route.get("/v1/timing", _ -> operations.timing()),
                Route.get(
                        "/v1/sessions",
                        asked -> operations.sessions(asked.query("vip"), asked.query("server"), asked.query("state"))),
                Route.get(
                        "/v1/sessions/flow",
                        asked -> operations.session(
                                asked.query("client"), asked.query("vip"), asked.query("protocol", "tcp"))));
    }

    /// Traces show clients' packets, so they are only for callers who must be able to find a fault.
    private List<Route> traces() {
        return List.of(
                Route.post(
                        "/v1/traces",
                        Role.OPERATE,
                        asked -> operations.beginTrace(
                                asked.query("client"),
                                asked.query("vip"),
                                asked.number("packets", 20),
                                asked.number("seconds", 60))),
                Route.get(
                                "/v1/traces/{id}",
                                asked -> operations.trace(asked.numberInPath("id"), asked.number("after", 0)))
                        .by(Role.OPERATE),
                Route.delete("/v1/traces/{id}", Role.OPERATE, asked -> operations.endTrace(asked.numberInPath("id"))),
                Route.get("/v1/explanation", asked -> operations.explaining().answer(asked, false))
                        .by(Role.OPERATE),
                Route.post(
                        "/v1/explanation",
                        Role.OPERATE,
                        asked -> operations.explaining().answer(asked, true)));
    }

    private List<Route> configuration() {
        return List.of(
                Route.get("/v1/config", _ -> operations.config()).of(Route.Tagged.CONFIGURATION),
                Route.post("/v1/config/check", Role.READ, asked -> reading(asked, operations::check))
                        .with(Route.Body.CONFIGURATION),
                Route.post("/v1/config/diff", Role.READ, asked -> reading(asked, operations::difference))
                        .with(Route.Body.CONFIGURATION),
                Route.get("/v1/config/diff", _ -> operations.fileDifference()),
                Route.post("/v1/config/apply", Role.ADMIN, asked -> operations.apply(asked.order()))
                        .of(Route.Tagged.CONFIGURATION),
                Route.post(
                                "/v1/config/rollback",
                                Role.ADMIN,
                                asked -> operations.rollback(
                                        (int) asked.number("revision", 0), asked.terms(), asked.query("reason")))
                        .of(Route.Tagged.CONFIGURATION),
                Route.post("/v1/config/confirm", Role.ADMIN, asked -> operations.confirm(asked.who(), asked.seen()))
                        .of(Route.Tagged.CONFIGURATION));
    }

    private interface TextQuestion {
        Answer ask(String name, String text);
    }

    private Answer reading(Asked asked, TextQuestion question) throws TimeoutException, InterruptedException {
        return workload.readConfiguration(() -> question.ask(asked.name(), asked.body()));
    }

    private List<Route> history() {
        return List.of(
                Route.get("/v1/history", _ -> operations.history()),
                Route.get(
                        "/v1/history/diff",
                        asked -> operations.revisionDifference(
                                (int) asked.number("from", 0), (int) asked.number("to", 0))),
                Route.get("/v1/history/{revision}", asked -> operations.revision(asked.numberInPath("revision"))));
    }

    private List<Route> routes() {
        return List.of(
                Route.get("/v1/routes", _ -> operations.routes()).of(Route.Tagged.ROUTES),
                Route.get("/v1/routes/exports", _ -> operations.exports()),
                Route.put(
                                "/v1/routes/state",
                                Role.OPERATE,
                                asked -> operations.changeRoute(asked.json(RouteList.Change.class), asked.terms()))
                        .of(Route.Tagged.ROUTES));
    }

    private List<Route> peers() {
        return List.of(
                Route.get("/v1/peers", _ -> operations.peering().list()),
                Route.post(
                        "/v1/peers/invitation",
                        Role.ADMIN,
                        asked -> operations.peering().invite(asked.query("address"))),
                Route.post(
                                "/v1/peers/join",
                                Role.ADMIN,
                                asked -> operations.peering().join(asked.body(), asked.query("address")))
                        .with(Route.Body.LINE),
                Route.post(
                                "/v1/peers/apply",
                                Role.ADMIN,
                                asked -> operations
                                        .peering()
                                        .apply(asked.name(), asked.body(), asked.order(), asked.flag("reachable")))
                        .with(Route.Body.CONFIGURATION)
                        .of(Route.Tagged.CONFIGURATION),
                Route.delete(
                        "/v1/peers/{peer}",
                        Role.ADMIN,
                        asked -> operations.peering().remove(asked.inPath("peer"))));
    }
}
