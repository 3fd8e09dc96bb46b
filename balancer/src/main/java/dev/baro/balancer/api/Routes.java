// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.api;

import dev.baro.core.api.Json;
import dev.baro.core.api.ProblemDetail;
import dev.baro.core.api.ServerChange;
import dev.baro.core.route.RouteList;
import io.helidon.common.buffers.DataReader;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HttpException;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;

/// The resources of the API. Whatever goes wrong, the answer is `application/problem+json`.
public final class Routes {
    /// A configuration of a thousand real servers has 100 KB.
    static final int MAX_BODY_BYTES = 4 * 1024 * 1024;

    /// The whole answer to `/healthz`.
    public static final String ALIVE = "ok\n";

    /// A change of one server's state is an object of a few words.
    private static final int MAX_CHANGE_BYTES = 64 * 1024;

    private static final int PIECE = 64 * 1024;

    /// Who changes something in a browser: the token tells no name.
    private static final String BY_PAGE = "page";

    private static final System.Logger LOGGER = System.getLogger("dev.baro.api");

    private final Operations operations;
    private final Workload workload = new Workload();

    private interface Question {
        Answer ask(ServerRequest request) throws IOException, TimeoutException, InterruptedException;
    }

    private static final class NotReadableException extends IOException {
        private static final long serialVersionUID = 1;

        NotReadableException(IllegalArgumentException cause) {
            super(cause.getMessage(), cause);
        }
    }

    private static final class TooLargeException extends IOException {
        private static final long serialVersionUID = 1;

        final int max;

        TooLargeException(int max) {
            this.max = max;
        }
    }

    public Routes(Operations operations) {
        this.operations = operations;
    }

    void addTo(HttpRouting.Builder routing) {
        addHistoryTo(routing);
        addPeersTo(routing);
        addTrafficTo(routing);
        addTracesTo(routing);
        routing.get("/healthz", Routes::alive)
                .get("/metrics", answering(r -> operations.metrics(header(r, HeaderNames.ACCEPT))))
                .get(
                        "/v1/status",
                        answering(r -> operations.status(
                                Asked.query(r, "vip"), (int) Asked.number(r, "most-servers", Integer.MAX_VALUE))))
                .get("/v1/servers", answering(_ -> operations.servers()))
                .get("/v1/servers/{server}", answering(r -> operations.server(Asked.server(r))))
                .get(
                        "/v1/events",
                        answering(r ->
                                operations.events(Asked.number(r, "after", 0), (int) Asked.number(r, "limit", 100))))
                .get("/v1/config", answering(_ -> operations.config()))
                .post("/v1/config/check", answering(r -> reading(r, operations::check)))
                .post("/v1/config/diff", answering(r -> reading(r, operations::difference)))
                .get("/v1/config/diff", answering(_ -> operations.fileDifference()))
                .post("/v1/config/apply", answering(r -> operations.apply(Asked.order(r))))
                .get(
                        "/v1/members",
                        answering(r ->
                                operations.members(Asked.query(r, "server"), Asked.query(r, "vip"), Asked.draining(r))))
                .get("/v1/routes", answering(_ -> operations.routes()))
                .put("/v1/routes/state", answering(r -> operations.changeRoute(body(r, RouteList.Change.class))))
                .put(
                        "/v1/servers/{server}/state",
                        answering(r ->
                                operations.changeState(Asked.server(r), body(r, ServerChange.class), Asked.force(r))))
                .put(
                        "/v1/servers/{server}/weight",
                        answering(r ->
                                operations.changeWeight(Asked.server(r), body(r, ServerChange.class), Asked.force(r))))
                .any(answering(r -> new Answer.No(notFound(where(r)))))
                .error(HttpException.class, (request, response, e) -> send(response, of(e, where(request))))
                .error(Exception.class, (request, response, e) -> send(response, fault(e, where(request))));
    }

    private void addTracesTo(HttpRouting.Builder routing) {
        routing.post(
                        "/v1/traces",
                        answering(r -> operations.beginTrace(
                                Asked.query(r, "client"),
                                Asked.query(r, "vip"),
                                Asked.number(r, "packets", 20),
                                Asked.number(r, "seconds", 60))))
                .get("/v1/traces/{id}", answering(r -> operations.trace(Asked.id(r), Asked.number(r, "after", 0))))
                .delete("/v1/traces/{id}", answering(r -> operations.endTrace(Asked.id(r))))
                .get("/v1/explanation", answering(r -> operations.explaining().answer(r, false)))
                .post("/v1/explanation", answering(r -> operations.explaining().answer(r, true)));
    }

    private void addTrafficTo(HttpRouting.Builder routing) {
        routing.get("/v1/rates", answering(r -> operations.rates(Asked.query(r, "vip"))))
                .get("/v1/rates/history", answering(r -> operations.rateHistory(Asked.query(r, "vip"))))
                .get("/v1/timing", answering(_ -> operations.timing()))
                .get(
                        "/v1/sessions",
                        answering(r -> operations.sessions(
                                Asked.query(r, "vip"), Asked.query(r, "server"), Asked.query(r, "state"))))
                .get(
                        "/v1/sessions/flow",
                        answering(r -> operations.session(
                                Asked.query(r, "client"),
                                Asked.query(r, "vip"),
                                r.query().first("protocol").orElse("tcp"))));
    }

    private void addHistoryTo(HttpRouting.Builder routing) {
        routing.post("/v1/config/rollback", answering(r -> rollback(r, Asked.who(r))))
                .post("/v1/config/confirm", answering(r -> operations.confirm(Asked.who(r))))
                .get("/v1/history", answering(_ -> operations.history()))
                .get("/v1/history/diff", answering(this::revisionDifference))
                .get("/v1/history/{revision}", answering(r -> operations.revision(Asked.revision(r))));
    }

    private Answer rollback(ServerRequest request, String who) throws TimeoutException, InterruptedException {
        return operations.rollback(
                (int) Asked.number(request, "revision", 0), who, Asked.query(request, "reason"), Asked.force(request));
    }

    private Answer revisionDifference(ServerRequest request) {
        return operations.revisionDifference(
                (int) Asked.number(request, "from", 0), (int) Asked.number(request, "to", 0));
    }

    private void addPeersTo(HttpRouting.Builder routing) {
        routing.get("/v1/peers", answering(_ -> operations.peering().list()))
                .post(
                        "/v1/peers/invitation",
                        answering(r -> operations.peering().invite(Asked.query(r, "address"))))
                .post(
                        "/v1/peers/join",
                        answering(r -> operations.peering().join(body(r, MAX_CHANGE_BYTES), Asked.query(r, "address"))))
                .post(
                        "/v1/peers/apply",
                        answering(r -> operations
                                .peering()
                                .apply(
                                        Asked.name(r),
                                        body(r, MAX_BODY_BYTES),
                                        Asked.order(r),
                                        Asked.query(r, "reachable").equals("true"))))
                .delete("/v1/peers/{peer}", answering(r -> operations.peering().remove(Asked.peer(r))));
    }

    /// What may be asked over TCP: nothing that changes anything, and nothing of the configuration.
    void addMetricsTo(HttpRouting.Builder routing) {
        routing.get("/healthz", Routes::alive)
                .get("/metrics", answering(r -> operations.metrics(header(r, HeaderNames.ACCEPT))))
                .any(answering(r -> new Answer.No(notFound(where(r)))))
                .error(Exception.class, (request, response, e) -> send(response, fault(e, where(request))));
    }

    /// What the page asks for: no whole configuration, no session of a client, and of the changes those of one server
    /// and the way back to a revision.
    public void addPageTo(HttpRouting.Builder routing) {
        addTracesTo(routing);
        routing.get("/v1/history", answering(_ -> operations.history()))
                .get("/v1/history/diff", answering(this::revisionDifference))
                .post("/v1/config/rollback", answering(r -> rollback(r, BY_PAGE)))
                .get("/v1/peers", answering(_ -> operations.peering().list()))
                .get("/v1/routes", answering(_ -> operations.routes()))
                .get("/healthz", Routes::alive)
                .get("/v1/status", answering(r -> operations.status(Asked.query(r, "vip"), Integer.MAX_VALUE)))
                .get("/v1/rates", answering(r -> operations.rates(Asked.query(r, "vip"))))
                .get("/v1/rates/history", answering(r -> operations.rateHistory(Asked.query(r, "vip"))))
                .get("/v1/servers", answering(_ -> operations.servers()))
                .get("/v1/servers/{server}", answering(r -> operations.server(Asked.server(r))))
                .get(
                        "/v1/members",
                        answering(r ->
                                operations.members(Asked.query(r, "server"), Asked.query(r, "vip"), Asked.draining(r))))
                .put(
                        "/v1/servers/{server}/state",
                        answering(r ->
                                operations.changeState(Asked.server(r), body(r, ServerChange.class), Asked.force(r))))
                .put(
                        "/v1/servers/{server}/weight",
                        answering(r ->
                                operations.changeWeight(Asked.server(r), body(r, ServerChange.class), Asked.force(r))))
                .any(answering(r -> new Answer.No(notFound(where(r)))))
                .error(HttpException.class, (request, response, e) -> send(response, of(e, where(request))))
                .error(Exception.class, (request, response, e) -> send(response, fault(e, where(request))));
    }

    private static void alive(ServerRequest request, ServerResponse response) {
        send(response, 200, "text/plain; charset=utf-8", ALIVE);
    }

    private Handler answering(Question question) {
        return (request, response) -> {
            Connection.current().work();
            try {
                send(request, response, workload.answer(request.prologue().method(), () -> question.ask(request)));
            } catch (NotReadableException e) {
                send(response, notReadable(String.valueOf(e.getMessage()), where(request)));
            } catch (TooLargeException e) {
                send(response, tooLarge(e.max, where(request)));
            } catch (TimeoutException e) {
                send(response, busy(where(request)));
            }
        };
    }

    private Answer reading(ServerRequest request, BiFunction<String, String, Answer> operation)
            throws IOException, TimeoutException, InterruptedException {
        String name = Asked.name(request);
        String text = body(request, MAX_BODY_BYTES);
        return workload.readConfiguration(() -> operation.apply(name, text));
    }

    private static void send(ServerRequest request, ServerResponse response, Answer answer) {
        switch (answer) {
            case Answer.Json(Object body) -> send(response, 200, "application/json", Json.write(body) + "\n");
            case Answer.Yaml(String text) -> send(response, 200, "application/yaml", text);
            case Answer.Text(String mediaType, String text) -> {
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                response.header(HeaderNames.VARY, HeaderNames.ACCEPT_ENCODING_NAME);
                if (Gzip.isAccepted(header(request, HeaderNames.ACCEPT_ENCODING))) {
                    response.header(HeaderNames.CONTENT_ENCODING, Gzip.NAME);
                    bytes = Gzip.packed(bytes);
                }
                send(response, 200, mediaType, bytes);
            }
            case Answer.No(ProblemDetail problem) -> send(response, problem);
        }
    }

    private static String header(ServerRequest request, HeaderName name) {
        return request.headers().value(name).orElse("");
    }

    /// Answers with a refusal.
    public static void send(ServerResponse response, ProblemDetail problem) {
        send(response, problem.status(), ProblemDetail.MEDIA_TYPE, Json.write(problem) + "\n");
    }

    private static void send(ServerResponse response, int status, String mediaType, String body) {
        send(response, status, mediaType, body.getBytes(StandardCharsets.UTF_8));
    }

    /// Answers as one who waits for the client, within the bounds of [Connections].
    public static void send(ServerResponse response, int status, String mediaType, byte[] bytes) {
        response.status(Status.create(status));
        response.header(HeaderNames.CONTENT_TYPE, mediaType);
        Connection connection = Connection.current();
        connection.waitForClient();
        connection.hold(bytes.length);
        response.send(bytes);
        connection.hold(0);
        connection.waitForClient();
    }

    private static <T> T body(ServerRequest request, Class<T> change) throws IOException, TimeoutException {
        try {
            return Json.read(body(request, MAX_CHANGE_BYTES), change);
        } catch (IllegalArgumentException e) {
            throw new NotReadableException(e);
        }
    }

    private static String body(ServerRequest request, int max) throws IOException, TimeoutException {
        if (!request.content().hasEntity()) {
            return "";
        }
        Connection connection = Connection.current();
        connection.waitForClient();
        try (InputStream in = request.content().inputStream()) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            for (byte[] some = in.readNBytes(PIECE); some.length > 0; some = in.readNBytes(PIECE)) {
                bytes.writeBytes(some);
                if (bytes.size() > max) {
                    throw new TooLargeException(max);
                }
                if (!connection.hold(bytes.size())) {
                    throw new TimeoutException("other bodies take the room");
                }
            }
            return bytes.toString(StandardCharsets.UTF_8);
        } catch (DataReader.InsufficientDataAvailableException | UncheckedIOException e) {
            throw new CloseConnectionException("the client went away before the end of its body", e);
        } finally {
            connection.work();
        }
    }

    private static String where(ServerRequest request) {
        return request.prologue().method().text() + " " + request.path().path();
    }

    private static ProblemDetail notFound(String where) {
        return new ProblemDetail(
                ProblemDetail.NOT_FOUND,
                "no such resource",
                404,
                where + " is not part of the API",
                where,
                "see docs/reference/rest.md");
    }

    private static ProblemDetail notReadable(String why, String where) {
        return new ProblemDetail(
                ProblemDetail.BAD_REQUEST, "the body cannot be read", 400, why, where, "see docs/reference/rest.md");
    }

    private static ProblemDetail tooLarge(int max, String where) {
        return new ProblemDetail(
                ProblemDetail.TOO_LARGE,
                "the body is too large",
                413,
                "the body has more than " + max + " bytes",
                where,
                max == MAX_BODY_BYTES ? "send one configuration file" : "see docs/reference/rest.md");
    }

    private static ProblemDetail busy(String where) {
        return new ProblemDetail(
                ProblemDetail.BUSY,
                "the daemon is busy",
                503,
                "the daemon did not answer in time",
                where,
                "try again; if it stays so, look into the daemon's log");
    }

    private static ProblemDetail of(HttpException e, String where) {
        return new ProblemDetail(
                ProblemDetail.NOT_FOUND,
                "the request cannot be answered",
                e.status().code(),
                String.valueOf(e.getMessage()),
                where,
                "see docs/reference/rest.md");
    }

    private static ProblemDetail fault(Exception e, String where) {
        if (Connection.current().isEvicted()) {
            throw new CloseConnectionException("the client was too slow", e);
        }
        LOGGER.log(System.Logger.Level.ERROR, "event=INTERNAL_ERROR text=\"" + where + "\"", e);
        return new ProblemDetail(
                ProblemDetail.INTERNAL,
                "a fault of the daemon",
                500,
                "the daemon met something unexpected",
                where,
                "its log has the details; please report them");
    }
}
