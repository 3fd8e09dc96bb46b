// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.api;

import dev.baro.balancer.access.Caller;
import dev.baro.balancer.control.Order;
import dev.baro.core.api.Json;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.time.Duration;
import java.util.Locale;

/// A request's content and its caller.
///
/// @param body the request's body; empty if there is none
/// @param tag  the entity tag that the resource must still have when it is changed; empty: any
record Asked(ServerRequest request, Caller caller, String body, String tag) {

    String query(String key) {
        return query(key, "");
    }

    String query(String key, String otherwise) {
        return request.query().first(key).orElse(otherwise);
    }

    /// @return the query parameter's number, or `otherwise` if it is not a number of at most nine digits
    long number(String name, long otherwise) {
        return request.query()
                .first(name)
                .filter(text -> text.matches("[0-9]{1,9}"))
                .map(Long::parseLong)
                .orElse(otherwise);
    }

    boolean flag(String name) {
        return query(name).equals("true");
    }

    String inPath(String parameter) {
        return request.path().pathParameters().get(parameter);
    }

    /// @return the number in the path; 0, which matches nothing, if it is not a number of at most nine digits
    int numberInPath(String parameter) {
        String text = inPath(parameter);
        return text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : 0;
    }

    String header(String name) {
        return request.headers().value(HeaderNames.create(name)).orElse("");
    }

    boolean wants(String mediaType) {
        return header("Accept").toLowerCase(Locale.ROOT).contains(mediaType);
    }

    /// @throws IllegalArgumentException if the body is not JSON of this form
    <T> T json(Class<T> type) {
        return Json.read(body, type);
    }

    /// The name by which messages refer to the configuration text.
    String name() {
        return query("name", "configuration");
    }

    Terms terms() {
        return new Terms(who(), flag("force"), tag);
    }

    /// The revision that must still be in force; 0 if it may be any.
    int seen() {
        return IfMatch.revision(tag);
    }

    Order order() {
        Order order = Order.apply(who(), query("reason"), flag("force"))
                .havingSeen(seen())
                .unlessConfirmed(Duration.ofSeconds(number("confirm-within", 0)));
        return query("watch").equals("false") ? order.unwatched() : order;
    }

    /// Only root may name another user as the author of its request.
    String who() {
        String user = caller.who();
        String sudo = query("sudo-user");
        return user.equals("root") && sudo.matches("[a-zA-Z0-9._@-]{1,64}") ? sudo + " (sudo)" : user;
    }
}
