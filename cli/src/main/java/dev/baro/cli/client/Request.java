// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.client;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/// What is asked of the daemon.
///
/// @param target path and query, encoded
/// @param body   empty: none
record Request(String method, String target, String contentType, String body) {
    private static final String JSON = "application/json";

    static Request get(String path) {
        return new Request("GET", path, JSON, "");
    }

    static Request post(String path) {
        return new Request("POST", path, JSON, "");
    }

    static Request put(String path) {
        return new Request("PUT", path, JSON, "");
    }

    /// One more segment of the path.
    Request below(String segment) {
        return new Request(method, target + "/" + encoded(segment), contentType, body);
    }

    Request query(String name, String value) {
        String sign = target.contains("?") ? "&" : "?";
        return new Request(method, target + sign + name + "=" + encoded(value), contentType, body);
    }

    Request carrying(String type, String text) {
        return new Request(method, target, type, text);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
