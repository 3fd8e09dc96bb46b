// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.web;

import dev.baro.balancer.access.Caller;
import dev.baro.balancer.api.Operator;
import dev.baro.balancer.api.Routes;
import dev.baro.balancer.http.Connection;
import dev.baro.balancer.log.Log;
import dev.baro.core.api.Json;
import dev.baro.core.api.Page;
import dev.baro.core.api.ProblemDetail;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/// The resources of the page itself, in addition to the API resources that it reads.
final class PageRoutes implements AutoCloseable {
    private static final Header REVALIDATE = HeaderValues.createCached(HeaderNames.CACHE_CONTROL, "no-cache");
    private static final Header NEVER_KEPT = HeaderValues.createCached(HeaderNames.CACHE_CONTROL, "no-store");
    private static final int MAX_TOKEN_BYTES = 1024;

    private final Operator operator;
    private final Tickets tickets;
    private final Guard guard;
    private final Tries tries = new Tries();
    private final Feed feed;

    PageRoutes(Operator operator, Tickets tickets, KnownHosts hosts) {
        this.operator = operator;
        this.tickets = tickets;
        this.guard = new Guard(hosts, tickets);
        this.feed = new Feed(new FrameSource(operator)::frame);
    }

    void addTo(HttpRouting.Builder routing) {
        routing.addFilter(guard);
        Asset.MEDIA_TYPES
                .keySet()
                .forEach(name -> routing.get("/" + name, (request, response) -> asset(name, request, response)));
        routing.get("/", (request, response) -> asset("index.html", request, response))
                .get("/page/stream", (_, response) -> stream(response))
                .get("/page/vip", this::vip)
                .get("/page/session", (request, response) -> session(response, caller(request)))
                .post("/page/session", this::logIn)
                .delete("/page/session", (request, response) -> {
                    response.header(Tickets.cookie("", request, 0));
                    session(response, Tickets.NOBODY);
                });
        new Routes(operator).addPageTo(routing, this::caller);
    }

    private Caller caller(ServerRequest request) {
        return tickets.holder(request).orElse(Tickets.NOBODY);
    }

    private static void asset(String name, ServerRequest request, ServerResponse response) {
        Asset asset = Asset.of(name);
        response.header(REVALIDATE);
        response.header(HeaderNames.ETAG, asset.tag());
        response.header(HeaderNames.VARY, HeaderNames.ACCEPT_ENCODING.defaultCase());
        if (request.headers()
                .value(HeaderNames.IF_NONE_MATCH)
                .filter(asset.tag()::equals)
                .isPresent()) {
            Routes.send(response, 304, asset.mediaType(), new byte[0]);
        } else if (request.headers()
                .value(HeaderNames.ACCEPT_ENCODING)
                .filter(all -> all.contains("gzip"))
                .isPresent()) {
            response.header(HeaderNames.CONTENT_ENCODING, "gzip");
            Routes.send(response, 200, asset.mediaType(), asset.compressed());
        } else {
            Routes.send(response, 200, asset.mediaType(), asset.plain());
        }
    }

    private void stream(ServerResponse response) {
        Optional<Feed.Seat> seat = feed.enter();
        if (seat.isEmpty()) {
            Routes.send(
                    response,
                    new ProblemDetail(
                            ProblemDetail.BUSY,
                            "too many viewers",
                            503,
                            Feed.MAX_VIEWERS + " browsers already follow the page",
                            "GET /page/stream",
                            "close one of them"));
            return;
        }
        try (Feed.Seat taken = seat.get()) {
            new Stream(response, Connection.current()).follow(taken);
        }
    }

    private void vip(ServerRequest request, ServerResponse response) throws TimeoutException, InterruptedException {
        String name = request.query().first("name").orElse("");
        response.header(NEVER_KEPT);
        Optional<Page.Detail> view = VipView.of(operator, name);
        if (view.isEmpty()) {
            Routes.send(
                    response,
                    new ProblemDetail(
                            ProblemDetail.UNKNOWN_NAME, "not found", 404, "there is no VIP " + name, name, "go back"));
            return;
        }
        send(response, view.get());
    }

    private void logIn(ServerRequest request, ServerResponse response) throws IOException {
        long nowNs = operator.nowNs().getAsLong();
        if (!tries.mayTry(nowNs)) {
            Routes.send(response, Guard.refusal(429, "too many wrong tokens", "wait a minute"));
            return;
        }
        Optional<Tickets.Typed> typed = tickets.typed(typed(request));
        if (typed.isEmpty()) {
            tries.failed(nowNs);
            Log.warning("PAGE_TOKEN_WRONG", "text", "a browser typed a token that nobody has");
            Routes.send(
                    response,
                    Guard.refusal(
                            403,
                            "the token is wrong",
                            "it is in " + PageToken.FILE + " of the state directory, or is one of the API"));
            return;
        }
        Caller caller = typed.get().caller();
        Log.info(
                "PAGE_TOKEN_TAKEN",
                "who",
                caller.who(),
                "role",
                caller.role().word(),
                "text",
                "a browser has this role for " + PageToken.TICKET_TIME.toHours() + " h");
        response.header(Tickets.cookie(typed.get().ticket(), request, PageToken.TICKET_TIME.toSeconds()));
        session(response, caller);
    }

    private static String typed(ServerRequest request) throws IOException {
        Connection.current().waitForClient();
        try (InputStream in = request.content().inputStream()) {
            String body = new String(in.readNBytes(MAX_TOKEN_BYTES), StandardCharsets.UTF_8);
            return Json.read(body, Page.Login.class).token();
        } catch (IllegalArgumentException e) {
            return "";
        } finally {
            Connection.current().work();
        }
    }

    private static void session(ServerResponse response, Caller caller) {
        response.header(NEVER_KEPT);
        send(response, new Page.Session(caller.who(), caller.role().word()));
    }

    private static void send(ServerResponse response, Object body) {
        Routes.send(response, 200, "application/json", Json.line(body).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        feed.close();
    }
}
