// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.probe;

import dev.baro.core.health.ProbeTask;
import dev.baro.core.model.ApplicationCheck;
import dev.baro.core.model.IpAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The request of an HTTP check (RFC 9112 section 3).
final class HttpRequest {
    private HttpRequest() {}

    static byte[] bytes(ProbeTask task, ApplicationCheck.Http check) {
        StringBuilder text = new StringBuilder();
        text.append(check.method()).append(' ').append(check.path()).append(" HTTP/1.1\r\n");
        text.append("Host: ").append(host(task, check)).append("\r\n");
        List.of("User-Agent: baro", "Accept: */*").stream()
                .filter(field -> check.headers().stream().noneMatch(header -> sameName(field, header)))
                .forEach(field -> text.append(field).append("\r\n"));
        check.headers().forEach(header -> text.append(header).append("\r\n"));
        text.append("Connection: close\r\n\r\n");
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /// The `Host` value. By RFC 9110 section 7.2, it includes the port only if the port is
    /// not the scheme's default.
    private static String host(ProbeTask task, ApplicationCheck.Http check) {
        String host = check.host().isEmpty() ? literal(task.vip()) : check.host();
        boolean ordinary =
                task.port() == (check.tls() ? 443 : 80) || !check.host().isEmpty();
        return ordinary ? host : host + ":" + task.port();
    }

    private static boolean sameName(String field, String header) {
        int length = field.indexOf(':') + 1;
        return header.regionMatches(true, 0, field, 0, length);
    }

    private static String literal(IpAddress address) {
        return address.isV4() ? address.toString() : "[" + address + "]";
    }
}
