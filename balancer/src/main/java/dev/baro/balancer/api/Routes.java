// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.api;

import dev.baro.balancer.access.Access;
import dev.baro.balancer.access.Caller;
import dev.baro.balancer.http.Connection;
import dev.baro.balancer.http.Gzip;
import dev.baro.balancer.log.EventReaders;
import dev.baro.balancer.log.Log;
import dev.baro.core.api.Json;
import dev.baro.core.api.ProblemDetail;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/// The API's resources for each kind of listener. Every error is reported as `application/problem+json`.
public final class Routes implements AutoCloseable {
    private static final System.Logger LOGGER = System.getLogger("dev.baro.api");

    private final Operations operations;
    private final Workload workload = new Workload();
    private final EventReaders readers = new EventReaders(Log.recent());
    private final RouteTable table;

    public Routes(Operations operations) {
        this.operations = operations;
        this.table = new RouteTable(operations, workload, readers);
    }

    /// Adds the routes for users of this host.
    void addTo(HttpRouting.Builder routing, Access access) {
        new Router(new Callers.AtSocket(access), workload, operations).add(table.all(), routing);
    }

    /// Adds the routes for programs on other hosts.
    void addOverTcpTo(HttpRouting.Builder routing, Access access) {
        new Router(new Callers.OverTcp(access), workload, operations).add(table.all(), routing);
    }

    /// Adds the TCP routes that require no role, because they change nothing and reveal
    /// nothing about the configuration.
    void addMetricsTo(HttpRouting.Builder routing) {
        new Router(Callers.Everyone.READERS, workload, operations).add(table.metrics(), routing);
    }

    /// Adds the routes that the page uses. The page itself restricts access to them.
    ///
    /// @param known the browser's name and role
    public void addPageTo(HttpRouting.Builder routing, Function<ServerRequest, Caller> known) {
        new Router(new Callers.Browsers(known), workload, operations).add(table.page(), routing);
    }

    /// Disconnects the event readers.
    @Override
    public void close() {
        readers.close();
    }

    static int status(Answer answer) {
        return answer instanceof Answer.No(ProblemDetail problem) ? problem.status() : 200;
    }

    static void send(ServerRequest request, ServerResponse response, Answer answer) {
        switch (answer) {
            case Answer.Json(Object body) -> send(response, 200, "application/json", Json.write(body) + "\n");
            case Answer.Yaml(String text) -> send(response, 200, "application/yaml", text);
            case Answer.Plain(String mediaType, String text) -> send(response, 200, mediaType, text);
            case Answer.Events _ ->
                throw new IllegalStateException("the router serves the clients that follow the events");
            case Answer.Text(String mediaType, String text) -> {
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                response.header(HeaderNames.VARY, HeaderNames.ACCEPT_ENCODING_NAME);
                if (Gzip.isAccepted(
                        request.headers().value(HeaderNames.ACCEPT_ENCODING).orElse(""))) {
                    response.header(HeaderNames.CONTENT_ENCODING, Gzip.NAME);
                    bytes = Gzip.packed(bytes);
                }
                send(response, 200, mediaType, bytes);
            }
            case Answer.No(ProblemDetail problem) -> send(response, problem);
        }
    }

    /// Sends the response to a refused request.
    public static void send(ServerResponse response, ProblemDetail problem) {
        send(response, problem.status(), ProblemDetail.MEDIA_TYPE, Json.write(problem) + "\n");
    }

    private static void send(ServerResponse response, int status, String mediaType, String body) {
        send(response, status, mediaType, body.getBytes(StandardCharsets.UTF_8));
    }

    /// Sends an answer and waits for the client, within the limits of [Connections].
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

    static ProblemDetail fault(Exception e, String where) {
        if (Connection.current().isEvicted()) {
            throw new CloseConnectionException("the client was too slow", e);
        }
        LOGGER.log(System.Logger.Level.ERROR, "event=INTERNAL_ERROR text=\"" + where + "\"", e);
        return Refusals.fault(where);
    }
}
