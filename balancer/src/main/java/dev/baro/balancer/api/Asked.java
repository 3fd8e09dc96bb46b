// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.api;

import dev.baro.balancer.control.Order;
import io.helidon.webserver.http.ServerRequest;
import java.time.Duration;

/// What a request says in its path and in its query.
final class Asked {
    private Asked() {}

    static String query(ServerRequest request, String key) {
        return request.query().first(key).orElse("");
    }

    /// @return what the query says, or `otherwise` where it says no number of at most nine digits
    static long number(ServerRequest request, String name, long otherwise) {
        return request.query()
                .first(name)
                .filter(text -> text.matches("[0-9]{1,9}"))
                .map(Long::parseLong)
                .orElse(otherwise);
    }

    static boolean draining(ServerRequest request) {
        return query(request, "draining").equals("true");
    }

    static boolean force(ServerRequest request) {
        return query(request, "force").equals("true");
    }

    static Order order(ServerRequest request) {
        Order order = Order.apply(who(request), query(request, "reason"), force(request))
                .unlessConfirmed(Duration.ofSeconds(number(request, "confirm-within", 0)));
        return query(request, "watch").equals("false") ? order.unwatched() : order;
    }

    /// Root is believed to know on whose word it asks, and no other user is.
    static String who(ServerRequest request) {
        String user = Connection.current().user();
        String sudo = query(request, "sudo-user");
        return user.equals("root") && sudo.matches("[a-zA-Z0-9._@-]{1,64}") ? sudo + " (sudo)" : user;
    }

    static int revision(ServerRequest request) {
        String number = request.path().pathParameters().get("revision");
        return number.matches("[0-9]{1,9}") ? Integer.parseInt(number) : 0;
    }

    static String server(ServerRequest request) {
        return request.path().pathParameters().get("server");
    }

    /// @return 0, which nothing has, where the path says no number of at most nine digits
    static long id(ServerRequest request) {
        String text = request.path().pathParameters().get("id");
        return text.matches("[0-9]{1,9}") ? Long.parseLong(text) : 0;
    }

    static String peer(ServerRequest request) {
        return request.path().pathParameters().get("peer");
    }

    static String name(ServerRequest request) {
        return request.query().first("name").orElse("configuration");
    }
}
