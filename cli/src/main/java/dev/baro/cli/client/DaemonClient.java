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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;

/// Asks the running daemon over its socket.
public record DaemonClient(Path socket) {
    /// Longer than the daemon itself waits for its controller, so that its answer is seen.
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    /// @return JSON text of a [dev.baro.core.api.Status]
    public String status() {
        return answer(Request.get("/v1/status"));
    }

    /// @return JSON text of a [dev.baro.core.api.ServerList]
    public String servers() {
        return answer(Request.get("/v1/servers"));
    }

    /// @return JSON text of a [dev.baro.core.api.ServerDetail]
    public String server(String name) {
        return answer(Request.get("/v1/servers").below(name));
    }

    /// @return JSON text of a [dev.baro.core.api.EventList]
    public String events(long after, int limit) {
        Request request =
                Request.get("/v1/events").query("after", Long.toString(after)).query("limit", Integer.toString(limit));
        return answer(request);
    }

    public Difference difference(SourceText source) {
        Request request = Request.post("/v1/config/diff")
                .query("name", source.name())
                .carrying("application/yaml", source.text());
        return Json.read(answer(request), Difference.class);
    }

    /// @throws OperatorException of code [ExitCode#NEEDS_FORCE] where traffic would be lost without a question
    public Applied apply(boolean force) {
        Request request = Request.post("/v1/config/apply").query("force", Boolean.toString(force));
        return Json.read(answer(request), Applied.class);
    }

    /// @param server empty: every one
    /// @param vip empty: every one
    public Members members(String server, String vip, boolean drainingOnly) {
        Request request = Request.get("/v1/members")
                .query("server", server)
                .query("vip", vip)
                .query("draining", Boolean.toString(drainingOnly));
        return Json.read(answer(request), Members.class);
    }

    /// @param vip empty: every one
    /// @param server empty: every one
    /// @param state empty: every one
    /// @return JSON text of a [dev.baro.core.api.SessionList]
    public String sessions(String vip, String server, String state) {
        Request request = Request.get("/v1/sessions")
                .query("vip", vip)
                .query("server", server)
                .query("state", state);
        return answer(request);
    }

    /// @param client address and port
    /// @param vip address and port
    /// @return JSON text of a [dev.baro.core.api.FlowReport]
    public String session(String client, String vip, String protocol) {
        Request request = Request.get("/v1/sessions/flow")
                .query("client", client)
                .query("vip", vip)
                .query("protocol", protocol);
        return answer(request);
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
        Request request = Request.put("/v1/servers")
                .below(server)
                .below(what)
                .query("force", Boolean.toString(force))
                .carrying("application/json", Json.write(change));
        return Json.read(answer(request), Members.class);
    }

    /// @throws OperatorException for every answer but 200
    private String answer(Request request) {
        if (!Files.exists(socket)) {
            throw new OperatorException(ExitCode.DAEMON_NOT_REACHABLE, notReachable("there is no such socket"));
        }
        if (!Files.isWritable(socket)) {
            throw new OperatorException(
                    ExitCode.NEEDS_ROOT,
                    "baro: no permission for " + socket + "; run it with sudo, or join the group of the socket");
        }
        try {
            Response response = Exchange.of(socket, request, PATIENCE);
            if (!response.isOk()) {
                throw refused(response);
            }
            return response.body();
        } catch (IOException e) {
            throw new OperatorException(ExitCode.DAEMON_NOT_REACHABLE, notReachable(String.valueOf(e.getMessage())), e);
        }
    }

    private OperatorException refused(Response response) {
        ProblemDetail problem;
        try {
            problem = Json.read(response.body(), ProblemDetail.class);
        } catch (IllegalArgumentException e) {
            return new OperatorException(
                    ExitCode.FAILED,
                    "baro: what answers at " + socket + " is not a baro daemon: " + response.status() + " "
                            + response.reason(),
                    e);
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

    private String notReachable(String why) {
        return "baro: no daemon answers at " + socket + ": " + why + "; start one with baro run, or say --socket PATH";
    }
}
