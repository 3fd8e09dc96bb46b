// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.web;

import dev.baro.balancer.api.Routes;
import dev.baro.balancer.http.Connection;
import dev.baro.core.api.ProblemDetail;
import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.HttpPrologue;
import io.helidon.http.Method;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerRequest;
import java.util.List;
import java.util.Optional;

/// Guards every resource of the page: refuses requests that come from other hosts' pages, and changes that have
/// no ticket. Roles are checked by the API's router.
record Guard(KnownHosts hosts, Tickets tickets) implements Filter {
    private static final String LOGIN = "/page/session";

    /// The routes that need the token even for reading, because they show clients' packets or the
    /// configuration, or make the kernel work.
    private static final List<String> PRIVATE = List.of("/v1/traces", "/v1/explanation", "/v1/history");

    private static final HeaderName FETCH_SITE = HeaderNames.create("Sec-Fetch-Site");
    private static final HeaderName FETCH_MODE = HeaderNames.create("Sec-Fetch-Mode");

    private static final List<Header> EVERYWHERE = List.of(
            HeaderValues.createCached(
                    "Content-Security-Policy",
                    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
                            + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"),
            HeaderValues.createCached("X-Frame-Options", "DENY"),
            HeaderValues.createCached("X-Content-Type-Options", "nosniff"),
            HeaderValues.createCached("Referrer-Policy", "no-referrer"),
            HeaderValues.createCached("Cross-Origin-Opener-Policy", "same-origin"),
            HeaderValues.createCached("Cross-Origin-Resource-Policy", "same-origin"));

    @Override
    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        Connection.current().work();
        EVERYWHERE.forEach(response::header);
        Optional<ProblemDetail> refusal = refusal(request);
        if (refusal.isPresent()) {
            Routes.send(response, refusal.get());
        } else {
            chain.proceed();
        }
    }

    private Optional<ProblemDetail> refusal(ServerRequest request) {
        String host = request.headers().value(HeaderNames.HOST).orElse("");
        if (!hosts.knows(host)) {
            return Optional.of(refusal(
                    403, "the name in this request is not a name of the page", "add it to page: {names: [...]}"));
        }
        Optional<String> origin = request.headers().value(HeaderNames.ORIGIN);
        boolean change = !isRead(request.prologue().method());
        if (origin.isPresent() ? !KnownHosts.isSame(origin.get(), host) : change) {
            return Optional.of(refusal(403, "the request comes from a page of another host", "open the page itself"));
        }
        if (isForeign(request)) {
            return Optional.of(refusal(403, "the request comes from a page of another host", "open the page itself"));
        }
        String path = request.path().path();
        boolean guarded = change && !path.equals(LOGIN) || PRIVATE.stream().anyMatch(path::startsWith);
        return guarded && tickets.holder(request).isEmpty()
                ? Optional.of(refusal(
                        401,
                        change ? "changes need a token" : "packets and revisions need a token",
                        "type it on the page"))
                : Optional.empty();
    }

    /// Whether the browser reports that the request comes from another host's page. A link to this page
    /// is permitted from anywhere.
    private static boolean isForeign(ServerRequest request) {
        HttpPrologue prologue = request.prologue();
        String site = request.headers().value(FETCH_SITE).orElse("none");
        boolean link = prologue.method().equals(Method.GET)
                && request.path().path().equals("/")
                && request.headers()
                        .value(FETCH_MODE)
                        .filter("navigate"::equals)
                        .isPresent();
        return !link && (site.equals("cross-site") || site.equals("same-site"));
    }

    private static boolean isRead(Method method) {
        return method.equals(Method.GET) || method.equals(Method.HEAD);
    }

    static ProblemDetail refusal(int status, String title, String fix) {
        return new ProblemDetail(ProblemDetail.NOT_ALLOWED, title, status, title, "", fix);
    }
}
