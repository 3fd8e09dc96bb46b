// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.api;

import dev.baro.balancer.access.Caller;
import dev.baro.balancer.http.Connection;
import dev.baro.balancer.log.EventReaders;
import dev.baro.balancer.log.Log;
import dev.baro.balancer.report.RequestCounts;
import dev.baro.core.api.ProblemDetail;
import io.helidon.http.HeaderNames;
import io.helidon.http.HttpException;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/// Dispatches each request to one listener to its route. It checks the caller, the path and the method, the
/// role, the body and the condition, in this order, and refuses a request that fails one of these checks.
final class Router {
    private static final RefusalLog REFUSED = new RefusalLog();

    private final Callers callers;
    private final Workload workload;
    private final Operations operations;
    private final RequestCounts counts;

    /// Thrown when a request is refused.
    private static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1;
        private final transient ProblemDetail problem;

        RefusedException(ProblemDetail problem) {
            super(problem.title());
            this.problem = problem;
        }
    }

    private interface Work {
        Answer answer() throws RefusedException, IOException, TimeoutException, InterruptedException;
    }

    Router(Callers callers, Workload workload, Operations operations) {
        this.callers = callers;
        this.workload = workload;
        this.operations = operations;
        this.counts = operations.requests();
    }

    /// @param routes the routes to add; if two match a request, the first one is used
    void add(List<Route> routes, HttpRouting.Builder routing) {
        Map<String, List<Route>> byPath =
                routes.stream().collect(Collectors.groupingBy(Route::path, LinkedHashMap::new, Collectors.toList()));
        byPath.forEach((path, all) -> {
            all.forEach(route ->
                    routing.route(route.method(), path, (request, response) -> answer(route, request, response)));
            routing.any(path, (request, response) -> refuseMethod(path, all, request, response));
        });
        routing.any((request, response) -> refuse("", request, response, Refusals.notFound(where(request))))
                .error(HttpException.class, (request, response, e) -> {
                    int status = e.status().code();
                    counts.count("", "", status);
                    Routes.send(response, Refusals.unreadable(status, String.valueOf(e.getMessage()), where(request)));
                })
                .error(Exception.class, (request, response, e) -> {
                    counts.count("", "", 500);
                    Routes.send(response, Routes.fault(e, where(request)));
                });
    }

    private void refuseMethod(String path, List<Route> all, ServerRequest request, ServerResponse response) {
        String allowed = all.stream().map(route -> route.method().text()).collect(Collectors.joining(", "));
        response.header(HeaderNames.ALLOW, allowed);
        refuse(path, request, response, Refusals.wrongMethod(where(request), allowed));
    }

    /// Sends a refusal that does not tell an unknown caller which routes exist.
    private void refuse(String path, ServerRequest request, ServerResponse response, ProblemDetail problem) {
        Connection.current().work();
        ProblemDetail told = callers.of(request).isEmpty() ? callers.refusal(where(request)) : problem;
        counts.count("", path, told.status());
        send(request, response, new Answer.No(told));
    }

    private void answer(Route route, ServerRequest request, ServerResponse response) throws InterruptedException {
        Connection.current().work();
        Optional<Caller> caller = callers.of(request);
        Answer answer = caught(where(request), () -> answer(route, caller, request, response));
        counts.count(route.method().text(), route.path(), Routes.status(answer));
        tell(route, caller, request, Routes.status(answer));
        send(request, response, answer);
    }

    private Answer answer(Route route, Optional<Caller> caller, ServerRequest request, ServerResponse response)
            throws RefusedException, IOException, TimeoutException, InterruptedException {
        String where = where(request);
        requireRole(route, caller, where);
        String body = new RequestBody(request, route.body()).text();
        String tag = route.state() == Route.Tagged.NOTHING
                ? ""
                : operations.tag(
                        route.state(),
                        route.state() == Route.Tagged.SERVER
                                ? request.path().pathParameters().get("server")
                                : "");
        if (!route.changes() && !tag.isEmpty()) {
            response.header(HeaderNames.ETAG, IfMatch.quoted(tag));
        }
        String needed = route.hasCondition() && !tag.isEmpty() ? needed(IfMatch.of(request), tag, where) : "";
        Asked asked = new Asked(request, caller.orElse(Callers.UNKNOWN), body, needed);
        try {
            return workload.answer(route.method(), () -> route.question().ask(asked));
        } catch (IllegalArgumentException e) {
            throw new RefusedException(Refusals.notReadable(String.valueOf(e.getMessage()), where));
        }
    }

    private void requireRole(Route route, Optional<Caller> caller, String where) throws RefusedException {
        if (route.role().isEmpty()) {
            return;
        }
        if (caller.isEmpty()) {
            throw new RefusedException(callers.refusal(where));
        }
        if (!caller.get().role().includes(route.role().get())) {
            throw new RefusedException(
                    Refusals.roleMissing(caller.get(), route.role().get(), where));
        }
    }

    private String needed(IfMatch condition, String tag, String where) throws RefusedException {
        if (condition.isAbsent() && callers.mustHaveSeen()) {
            throw new RefusedException(Refusals.conditionMissing(where, tag));
        }
        if (!condition.isAbsent() && !condition.admits(tag)) {
            throw new RefusedException(Refusals.stale(where, tag));
        }
        return condition.needed(tag);
    }

    private static Answer caught(String where, Work work) throws InterruptedException {
        try {
            return work.answer();
        } catch (RefusedException e) {
            return new Answer.No(e.problem);
        } catch (RequestBody.UnfitException e) {
            return new Answer.No(e.problem());
        } catch (IOException e) {
            return new Answer.No(Refusals.notReadable(String.valueOf(e.getMessage()), where));
        } catch (TimeoutException e) {
            return new Answer.No(Refusals.busy(where));
        }
    }

    /// Logs every change with its caller's name, and every refused request.
    private static void tell(Route route, Optional<Caller> caller, ServerRequest request, int status) {
        String who = caller.map(one -> new Asked(request, one, "", "").who())
                .filter(name -> !name.isEmpty())
                .orElse("unknown");
        if (route.changes() && status < 300) {
            Log.info(
                    "API_CHANGE",
                    "who",
                    who,
                    "role",
                    caller.map(one -> one.role().word()).orElse(""),
                    "request",
                    where(request));
        } else if (status == 401 || status == 403) {
            REFUSED.refused(who, where(request), status);
        }
    }

    private void send(ServerRequest request, ServerResponse response, Answer answer) {
        if (answer instanceof Answer.Events(EventReaders.Seat seat)) {
            Connection connection = Connection.current();
            new EventStream(response, connection, () -> callers.of(request).isPresent()).follow(seat);
            return;
        }
        if (Routes.status(answer) == 401) {
            response.header(HeaderNames.WWW_AUTHENTICATE, "Bearer");
        }
        Routes.send(request, response, answer);
    }

    static String where(ServerRequest request) {
        return request.prologue().method().text() + " " + request.path().path();
    }
}
