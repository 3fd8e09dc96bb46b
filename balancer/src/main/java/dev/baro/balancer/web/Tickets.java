// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.web;

import dev.baro.balancer.access.Access;
import dev.baro.balancer.access.Caller;
import dev.baro.core.config.Role;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.ServerRequest;
import java.time.Instant;
import java.util.Optional;

/// Knows the role of each browser: that of the token that was typed there, the page's own or one of the API.
record Tickets(PageToken token, Access access) {
    /// A browser without a ticket: it reads what the page shows to everyone.
    static final Caller NOBODY = new Caller("", Role.READ);

    private static final Caller OWN = new Caller("page", Role.ADMIN);
    private static final String COOKIE = "baro-page";

    /// A token that somebody typed.
    ///
    /// @param ticket the ticket for the browser
    record Typed(Caller caller, String ticket) {}

    /// @return empty if it is no known token
    Optional<Typed> typed(String text) {
        if (token.is(text)) {
            return Optional.of(new Typed(OWN, token.ticket(PageToken.OWN, Instant.now())));
        }
        String known = text.strip();
        return access.ofToken(known).map(caller -> new Typed(caller, token.ticket(Access.mark(known), Instant.now())));
    }

    /// The holder of the request's ticket, with the role that it has now.
    Optional<Caller> holder(ServerRequest request) {
        return request.headers()
                .cookies()
                .first(COOKIE)
                .flatMap(ticket -> token.admitted(ticket, Instant.now()))
                .flatMap(mark -> mark.equals(PageToken.OWN) ? Optional.of(OWN) : access.ofTokenMark(mark));
    }

    /// The cookie with a ticket.
    ///
    /// @param seconds lifetime; 0 deletes it
    static Header cookie(String ticket, ServerRequest request, long seconds) {
        boolean tls = request.headers()
                .value(HeaderNames.ORIGIN)
                .filter(from -> from.startsWith("https://"))
                .isPresent();
        return HeaderValues.create(
                HeaderNames.SET_COOKIE,
                COOKIE + "=" + ticket + "; Path=/; HttpOnly; SameSite=Strict; Max-Age=" + seconds
                        + (tls ? "; Secure" : ""));
    }
}
