// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.client;

import dev.baro.cli.terminal.SourceText;
import dev.baro.core.api.Applied;
import dev.baro.core.api.Difference;
import dev.baro.core.api.ExitCode;
import dev.baro.core.api.Json;
import dev.baro.core.api.Members;
import dev.baro.core.api.OperatorException;
import dev.baro.core.api.ProblemDetail;
import dev.baro.core.api.ServerChange;
import io.helidon.common.media.type.MediaTypes;
import io.helidon.http.Status;
import io.helidon.webclient.api.HttpClientRequest;
import io.helidon.webclient.api.HttpClientResponse;
import io.helidon.webclient.api.WebClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;

/// Asks the running daemon over its socket.
public record DaemonClient(Path socket) {
    /// Longer than the daemon itself waits for its controller, so that its answer is seen.
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(15);

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

    /// @return JSON text of a [dev.baro.core.api.Status]
    public String status() {
        return answer(client().get("/v1/status"), "");
    }

    /// @return JSON text of a [dev.baro.core.api.ServerList]
    public String servers() {
        return answer(client().get("/v1/servers"), "");
    }

    /// @return JSON text of a [dev.baro.core.api.ServerDetail]
    public String server(String name) {
        return answer(client().get("/v1/servers/{name}").pathParam("name", name), "");
    }

    /// @return JSON text of a [dev.baro.core.api.EventList]
    public String events(long after, int limit) {
        HttpClientRequest request = client().get("/v1/events")
                .queryParam("after", Long.toString(after))
                .queryParam("limit", Integer.toString(limit));
        return answer(request, "");
    }

    public Difference difference(SourceText source) {
        HttpClientRequest request = client().post("/v1/config/diff")
                .queryParam("name", source.name())
                .contentType(MediaTypes.APPLICATION_YAML);
        return Json.read(answer(request, source.text()), Difference.class);
    }

    /// @throws OperatorException of code [ExitCode#NEEDS_FORCE] where traffic would be lost without a question
    public Applied apply(boolean force) {
        HttpClientRequest request = client().post("/v1/config/apply").queryParam("force", Boolean.toString(force));
        return Json.read(answer(request, ""), Applied.class);
    }

    /// @param server empty: every one
    /// @param vip empty: every one
    public Members members(String server, String vip, boolean drainingOnly) {
        HttpClientRequest request = client().get("/v1/members")
                .queryParam("server", server)
                .queryParam("vip", vip)
                .queryParam("draining", Boolean.toString(drainingOnly));
        return Json.read(answer(request, ""), Members.class);
    }

    /// @param vip empty: every one
    /// @param server empty: every one
    /// @param state empty: every one
    /// @return JSON text of a [dev.baro.core.api.SessionList]
    public String sessions(String vip, String server, String state) {
        HttpClientRequest request = client().get("/v1/sessions")
                .queryParam("vip", vip)
                .queryParam("server", server)
                .queryParam("state", state);
        return answer(request, "");
    }

    /// @param client address and port
    /// @param vip address and port
    /// @return JSON text of a [dev.baro.core.api.FlowReport]
    public String session(String client, String vip, String protocol) {
        HttpClientRequest request = client().get("/v1/sessions/flow")
                .queryParam("client", client)
                .queryParam("vip", vip)
                .queryParam("protocol", protocol);
        return answer(request, "");
    }

    /// @throws OperatorException of code [ExitCode#NEEDS_FORCE] where a VIP would have too few servers left
    public Members state(String server, ServerChange change, boolean force) {
        return change(server, "state", change, force);
    }

    /// @throws OperatorException of code [ExitCode#NEEDS_FORCE] where a VIP would have too few servers left
    public Members weight(String server, ServerChange change, boolean force) {
        return change(server, "weight", change, force);
    }

    private Members change(String server, String what, ServerChange change, boolean force) {
        HttpClientRequest request = client().put("/v1/servers/{server}/" + what)
                .pathParam("server", server)
                .queryParam("force", Boolean.toString(force));
        return Json.read(answer(request, Json.write(change)), Members.class);
    }

    private WebClient client() {
        if (!Files.exists(socket)) {
            throw new OperatorException(ExitCode.DAEMON_NOT_REACHABLE, notReachable("there is no such socket"));
        }
        if (!Files.isWritable(socket)) {
            throw new OperatorException(
                    ExitCode.NEEDS_ROOT,
                    "baro: no permission for " + socket + "; run it with sudo, or join the group of the socket");
        }
        return WebClient.builder()
                .baseUri("http://baro")
                .baseAddress(UnixDomainSocketAddress.of(socket))
                .connectTimeout(CONNECT_TIMEOUT)
                .readTimeout(READ_TIMEOUT)
                .servicesDiscoverServices(false)
                .build();
    }

    /// @throws OperatorException for every answer but 200
    private String answer(HttpClientRequest request, String body) {
        try (HttpClientResponse response = body.isEmpty() ? request.request() : request.submit(body)) {
            String text = response.as(String.class);
            if (!response.status().equals(Status.OK_200)) {
                throw refused(text, response.status());
            }
            return text;
        } catch (UncheckedIOException e) {
            throw new OperatorException(ExitCode.DAEMON_NOT_REACHABLE, notReachable(reason(e)), e);
        }
    }

    private OperatorException refused(String text, Status status) {
        ProblemDetail problem;
        try {
            problem = Json.read(text, ProblemDetail.class);
        } catch (IllegalArgumentException e) {
            return new OperatorException(
                    ExitCode.FAILED, "baro: what answers at " + socket + " is not a baro daemon: " + status, e);
        }
        if (problem.type().equals(ProblemDetail.CONFIG_INVALID)) {
            return new OperatorException(
                    ExitCode.CONFIG_INVALID, problem.detail().strip() + "\n" + problem.fix());
        }
        if (problem.type().equals(ProblemDetail.NEEDS_FORCE)) {
            String losses = problem.detail().lines().map(line -> "\n  " + line).collect(Collectors.joining());
            return new OperatorException(
                    ExitCode.NEEDS_FORCE, "baro: " + problem.title() + "; nothing has changed:" + losses);
        }
        return new OperatorException(
                ExitCode.FAILED, "baro: " + problem.title() + ": " + problem.detail() + "\n" + problem.fix());
    }

    private static String reason(UncheckedIOException e) {
        IOException cause = e.getCause();
        return String.valueOf(cause == null ? e.getMessage() : cause.getMessage());
    }

    private String notReachable(String why) {
        return "baro: no daemon answers at " + socket + ": " + why + "; start one with baro run, or say --socket PATH";
    }
}
