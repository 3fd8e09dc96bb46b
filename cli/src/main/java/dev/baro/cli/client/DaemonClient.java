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
import dev.baro.core.api.RateList;
import dev.baro.core.api.ServerChange;
import dev.baro.core.api.Timing;
import dev.baro.core.api.TraceReport;
import dev.baro.core.peer.AppliedAll;
import dev.baro.core.peer.Invited;
import dev.baro.core.peer.PeerList;
import dev.baro.core.route.RouteList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.Method;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.net.URIBuilder;

/// Sends requests to the running daemon over its socket.
public record DaemonClient(Path socket) {
    /// Most requests take the daemon a few milliseconds; listing the sessions of a full table takes a second.
    private static final Duration READING = Duration.ofSeconds(5);

    /// This timeout exceeds the time that the daemon waits for its controller, so that
    /// the daemon's answer arrives.
    private static final Duration CHANGING = Duration.ofSeconds(15);

    /// This timeout is longer, because the daemon contacts the other balancers twice.
    private static final Duration EVERYWHERE = Duration.ofSeconds(90);

    private static final String APPLICATION_YAML = "application/yaml";

    /// @param vip         the only VIP to return; empty: every VIP
    /// @param mostServers the limit on the real servers returned: if the VIPs have more in total, only this
    ///                    number of unwell servers is returned
    /// @return JSON text of a [dev.baro.core.api.Status]
    public String status(String vip, int mostServers) {
        return get(path("status").addParameter("vip", vip).addParameter("most-servers", Integer.toString(mostServers)));
    }

    /// @return JSON text of a [dev.baro.core.api.Status] with every VIP and every real server
    public String status() {
        return get(path("status"));
    }

    /// @param vip the only VIP to return, with its real servers; empty: every VIP
    public RateList rates(String vip) {
        return Json.read(get(path("rates").addParameter("vip", vip)), RateList.class);
    }

    /// @param vip the VIP; empty: the whole balancer
    /// @return JSON text of a [dev.baro.core.api.RateHistory]
    public String rateHistory(String vip) {
        return get(path("rates", "history").addParameter("vip", vip));
    }

    /// @return the configuration in force, as YAML
    public String config() {
        return get(path("config"));
    }

    /// @return the metrics in the Prometheus text format
    public String metrics() {
        return get(new URIBuilder().setPathSegments("metrics"));
    }

    /// Blocks for one second while the daemon measures.
    public Timing timing() {
        return Json.read(get(path("timing")), Timing.class);
    }

    /// @return JSON text of a [dev.baro.core.api.ServerList]
    public String servers() {
        return get(path("servers"));
    }

    /// @return JSON text of a [dev.baro.core.api.ServerDetail]
    public String server(String name) {
        return get(path("servers", name));
    }

    /// @return JSON text of a [dev.baro.core.api.EventList]
    public String events(long after, int limit) {
        return get(path("events")
                .addParameter("after", Long.toString(after))
                .addParameter("limit", Integer.toString(limit)));
    }

    public Difference difference(SourceText source) {
        ClassicHttpRequest request = request(Method.POST, path("config", "diff").addParameter("name", source.name()));
        request.setHeader(HttpHeaders.CONTENT_TYPE, APPLICATION_YAML);
        return Json.read(answer(request, source.text()), Difference.class);
    }

    /// The differences between the daemon's file and the configuration in force.
    public Difference difference() {
        return Json.read(get(path("config", "diff")), Difference.class);
    }

    /// @throws OperatorException with code [ExitCode#NEEDS_FORCE] if traffic would be lost without
    /// confirmation, and with [ExitCode#CONFLICT] if the revision in force is not the one in the request
    public Applied apply(ApplyRequest wanted) {
        ClassicHttpRequest request = request(Method.POST, applying(path("config", "apply"), wanted));
        if (wanted.seen() != 0) {
            request.setHeader(HttpHeaders.IF_MATCH, "\"r" + wanted.seen() + "\"");
        }
        return Json.read(answer(request, ""), Applied.class);
    }

    private static URIBuilder applying(URIBuilder path, ApplyRequest wanted) {
        URIBuilder whole = asked(path, wanted.reason())
                .addParameter("confirm-within", Long.toString(wanted.within().toSeconds()))
                .addParameter("watch", Boolean.toString(wanted.watched()));
        return forced(whole, wanted.force());
    }

    /// @param revision the revision's number; 0 for the newest earlier one that was not rolled back
    /// @throws OperatorException with code [ExitCode#NEEDS_FORCE] if traffic would be lost without confirmation
    public Applied rollback(int revision, String reason, boolean force) {
        URIBuilder path =
                asked(path("config", "rollback"), reason).addParameter("revision", Integer.toString(revision));
        return Json.read(answer(request(Method.POST, forced(path, force)), ""), Applied.class);
    }

    /// Confirms a revision that would otherwise be rolled back.
    public Applied confirm() {
        return Json.read(answer(request(Method.POST, asked(path("config", "confirm"), "")), ""), Applied.class);
    }

    /// @return JSON text of a [dev.baro.core.history.RevisionList]
    public String history() {
        return get(path("history"));
    }

    /// @return JSON text of a [dev.baro.core.history.RevisionText]
    public String revision(int number) {
        return get(path("history", Integer.toString(number)));
    }

    public Difference revisionDifference(int from, int to) {
        return Json.read(
                get(path("history", "diff")
                        .addParameter("from", Integer.toString(from))
                        .addParameter("to", Integer.toString(to))),
                Difference.class);
    }

    /// Adds the reason and, because the socket does not reveal it, the name of the user who ran `sudo`.
    private static URIBuilder asked(URIBuilder path, String reason) {
        String user = Objects.requireNonNullElse(System.getenv("SUDO_USER"), "");
        return path.addParameter("reason", reason).addParameter("sudo-user", user);
    }

    /// @param server the server; empty: every server
    /// @param vip    the VIP; empty: every VIP
    public Members members(String server, String vip, boolean drainingOnly) {
        URIBuilder path = path("members")
                .addParameter("server", server)
                .addParameter("vip", vip)
                .addParameter("draining", Boolean.toString(drainingOnly));
        return Json.read(get(path), Members.class);
    }

    /// @param vip    the VIP; empty: every VIP
    /// @param server the server; empty: every server
    /// @param state  the state; empty: every state
    /// @return JSON text of a [dev.baro.core.api.SessionList]
    public String sessions(String vip, String server, String state) {
        return get(path("sessions")
                .addParameter("vip", vip)
                .addParameter("server", server)
                .addParameter("state", state));
    }

    /// @param client the client's address and port
    /// @param vip    the VIP's address and the port
    /// @return JSON text of a [dev.baro.core.api.FlowReport]
    public String session(String client, String vip, String protocol) {
        return get(path("sessions", "flow")
                .addParameter("client", client)
                .addParameter("vip", vip)
                .addParameter("protocol", protocol));
    }

    /// @param client the client's address with or without a port, or `any`
    /// @param vip    the VIP's address or name, with or without a port
    public TraceReport beginTrace(String client, String vip, int packets, int seconds) {
        URIBuilder path = path("traces")
                .addParameter("client", client)
                .addParameter("vip", vip)
                .addParameter("packets", Integer.toString(packets))
                .addParameter("seconds", Integer.toString(seconds));
        return Json.read(answer(request(Method.POST, path), ""), TraceReport.class);
    }

    /// Waits up to a second for a new packet.
    ///
    /// @param after the number of the last packet that the caller already has
    public TraceReport trace(long id, long after) {
        return Json.read(
                get(path("traces", Long.toString(id)).addParameter("after", Long.toString(after))), TraceReport.class);
    }

    public TraceReport endTrace(long id) {
        return Json.read(answer(request(Method.DELETE, path("traces", Long.toString(id))), ""), TraceReport.class);
    }

    /// Explains what would happen to a packet if it were sent.
    ///
    /// @return JSON text of a [dev.baro.core.trace.PacketExplanation]
    public String explain(ExplainRequest wanted) {
        URIBuilder path = path("explanation")
                .addParameter("client", wanted.client())
                .addParameter("vip", wanted.vip())
                .addParameter("packet", wanted.packet())
                .addParameter("interface", wanted.interfaceName());
        return answer(request(wanted.probe() ? Method.POST : Method.GET, path), "", CHANGING);
    }

    /// @throws OperatorException with code [ExitCode#NEEDS_FORCE] if a VIP would have too few servers left
    public Members state(String server, ServerChange change, boolean force) {
        return change(path("servers", server, "state"), change, force);
    }

    /// @throws OperatorException with code [ExitCode#NEEDS_FORCE] if a VIP would have too few servers left
    public Members weight(String server, ServerChange change, boolean force) {
        return change(path("servers", server, "weight"), change, force);
    }

    public RouteList routes() {
        return Json.read(get(path("routes")), RouteList.class);
    }

    /// @return the routes after the change
    public RouteList changeRoute(RouteList.Change change) {
        return Json.read(answer(change(path("routes", "state")), Json.write(change)), RouteList.class);
    }

    /// @return JSON text of a [PeerList]
    public String peers() {
        return get(path("peers"));
    }

    /// @param address the address at which peers reach the balancer; empty: the daemon finds one
    public Invited invite(String address) {
        ClassicHttpRequest request =
                request(Method.POST, path("peers", "invitation").addParameter("address", address));
        return Json.read(answer(request, ""), Invited.class);
    }

    /// @param line    the invitation, as one line
    /// @param address the address at which peers reach the balancer; empty: the daemon finds one
    public PeerList joinPeers(String line, String address) {
        ClassicHttpRequest request = request(Method.POST, path("peers", "join").addParameter("address", address));
        return Json.read(answer(request, line), PeerList.class);
    }

    /// @param source    the configuration; empty: the daemon's own file
    /// @param reachable whether to skip balancers that do not answer
    public AppliedAll applyAll(Optional<SourceText> source, ApplyRequest wanted, boolean reachable) {
        URIBuilder path = applying(path("peers", "apply"), wanted)
                .addParameter("name", source.map(SourceText::name).orElse(""))
                .addParameter("reachable", Boolean.toString(reachable));
        ClassicHttpRequest request = request(Method.POST, path);
        request.setHeader(HttpHeaders.CONTENT_TYPE, APPLICATION_YAML);
        String text = source.map(SourceText::text).orElse("");
        return Json.read(answer(request, text, EVERYWHERE), AppliedAll.class);
    }

    public void removePeer(String name) {
        answer(request(Method.DELETE, path("peers", name)), "");
    }

    private Members change(URIBuilder path, ServerChange change, boolean force) {
        return Json.read(answer(change(forced(path, force)), Json.write(change)), Members.class);
    }

    private static ClassicHttpRequest change(URIBuilder path) {
        ClassicHttpRequest request = request(Method.PUT, path);
        request.setHeader(HttpHeaders.CONTENT_TYPE, "application/json");
        return request;
    }

    private static URIBuilder path(String... segments) {
        return new URIBuilder().setPathSegments("v1").appendPathSegments(segments);
    }

    private static URIBuilder forced(URIBuilder path, boolean force) {
        return path.addParameter("force", Boolean.toString(force));
    }

    private String get(URIBuilder path) {
        return answer(request(Method.GET, path), "");
    }

    private static ClassicHttpRequest request(Method method, URIBuilder path) {
        return new BasicClassicHttpRequest(method, path.toString());
    }

    /// @throws OperatorException for every status but 200
    private String answer(ClassicHttpRequest request, String body) {
        return answer(request, body, Method.GET.isSame(request.getMethod()) ? READING : CHANGING);
    }

    private String answer(ClassicHttpRequest request, String body, Duration timeout) {
        if (!Files.exists(socket)) {
            throw new OperatorException(ExitCode.DAEMON_NOT_REACHABLE, notReachable("the socket does not exist"));
        }
        if (!Files.isWritable(socket)) {
            throw new OperatorException(
                    ExitCode.NEEDS_ROOT,
                    "baro: no permission for " + socket + "; run it with sudo, or join the socket's group");
        }
        try {
            UnixSocketHttp.Answer answer = new UnixSocketHttp(socket, timeout).ask(request, body);
            if (answer.status() != HttpStatus.SC_OK) {
                throw refused(answer.text(), answer.status());
            }
            return answer.text();
        } catch (IOException e) {
            throw new OperatorException(ExitCode.DAEMON_NOT_REACHABLE, notReachable(String.valueOf(e.getMessage())), e);
        }
    }

    private OperatorException refused(String text, int status) {
        ProblemDetail problem;
        try {
            problem = Json.read(text, ProblemDetail.class);
        } catch (IllegalArgumentException e) {
            return new OperatorException(
                    ExitCode.FAILED, "baro: the program at " + socket + " is not a Baro daemon: " + status, e);
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
        boolean conflict =
                problem.type().equals(ProblemDetail.CONFLICT) || problem.type().equals(ProblemDetail.CHANGED_MEANWHILE);
        int exitCode = conflict ? ExitCode.CONFLICT : ExitCode.FAILED;
        return new OperatorException(
                exitCode, "baro: " + problem.title() + ": " + problem.detail() + "\n" + problem.fix());
    }

    private String notReachable(String why) {
        return "baro: no daemon answers at " + socket + ": " + why + "; start one with baro run, or use --socket PATH";
    }
}
