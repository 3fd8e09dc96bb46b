// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.serveriron;

import dev.baro.core.model.ApplicationCheck;
import dev.baro.core.model.Protocol;
import dev.baro.core.serveriron.Bindings.BoundPort;
import dev.baro.core.serveriron.Statement.L4Only;
import dev.baro.core.serveriron.Statement.PortDns;
import dev.baro.core.serveriron.Statement.PortL4Only;
import dev.baro.core.serveriron.Statement.PortNamedCheck;
import dev.baro.core.serveriron.Statement.PortStatus;
import dev.baro.core.serveriron.Statement.PortUnchecked;
import dev.baro.core.serveriron.Statement.PortUrl;
import dev.baro.core.serveriron.Text.Real;
import java.util.List;
import java.util.Optional;

/// Maps the `url` and `status-code` lines of a port's real servers to the single check of the port.
final class ApplicationChecks {
    private static final String DEFAULT_STATUS = "200-299,401";

    private final BoundPort port;
    private final Protocol protocol;
    private final Text text;
    private final Problems problems;

    private ApplicationChecks(BoundPort port, Protocol protocol, Text text, Problems problems) {
        this.port = port;
        this.protocol = protocol;
        this.text = text;
        this.problems = problems;
    }

    static ApplicationCheck check(BoundPort port, Protocol protocol, Text text, Problems problems) {
        ApplicationChecks checks = new ApplicationChecks(port, protocol, text, problems);
        Real first = port.servers().getFirst();
        ApplicationCheck taken = checks.of(first);
        for (Real other : port.servers().subList(1, port.servers().size())) {
            checks.compare(first, taken, other);
        }
        return taken;
    }

    private void compare(Real first, ApplicationCheck taken, Real other) {
        if (!of(other).equals(taken)) {
            problems.warning(
                    other.placeOf(port.port()),
                    "not imported: the check of %s on port %s".formatted(other.name(), port.name()),
                    "a port of a VIP has one check here: that of %s, the server bound first".formatted(first.name()));
        }
    }

    private ApplicationCheck of(Real real) {
        Optional<PortUnchecked> unchecked = real.ofPort(port.port(), PortUnchecked.class);
        if (unchecked.isPresent()) {
            problems.note(
                    unchecked.get().line().first(),
                    "port %s is not probed (check: none)".formatted(port.name()),
                    "its servers are used while they answer pings");
            return new ApplicationCheck.Unprobed();
        }
        Optional<Line> only = l4Only(real);
        if (only.isPresent()) {
            problems.note(
                    only.get().first(),
                    "port %s is probed only by connecting".formatted(port.name()),
                    "l4-check-only requires this; a check with l7 would add a request (vips.ports.check.l7)");
            return new ApplicationCheck.None();
        }
        Optional<PortNamedCheck> named = real.ofPort(port.port(), PortNamedCheck.class);
        if (named.isPresent()) {
            return named(named.get());
        }
        Optional<PortDns> query = real.ofPort(port.port(), PortDns.class);
        if (query.isPresent()) {
            return dns(query.get());
        }
        Optional<PortUrl> asked = real.ofPort(port.port(), PortUrl.class);
        if (protocol == Protocol.UDP && (asked.isPresent() || port.port() == Ports.HTTP)) {
            asked.ifPresent(url -> problems.warning(
                    url.line().first(),
                    "the request of port %s is not imported: the port is udp".formatted(port.name()),
                    "write tcp below server port %s".formatted(port.name())));
            return new ApplicationCheck.None();
        }
        return asked.map(url -> http(real, url.line().first(), url.request())).orElseGet(() -> withoutUrl(real));
    }

    private ApplicationCheck named(PortNamedCheck check) {
        problems.warning(
                check.line().first(),
                "not imported: %s; port %s is probed only by connecting"
                        .formatted(check.line().text(), port.name()),
                "write its request as port %s url \"GET /path\", or a check in the YAML file (vips.ports.check)"
                        .formatted(port.name()));
        return new ApplicationCheck.None();
    }

    private Optional<Line> l4Only(Real real) {
        return real.ofPort(port.port(), PortL4Only.class)
                .map(PortL4Only::line)
                .or(() -> text.ofPort(port.port(), L4Only.class).stream()
                        .map(L4Only::line)
                        .findFirst());
    }

    private ApplicationCheck dns(PortDns query) {
        problems.note(
                query.line().first(),
                "%s %s is queried without recursion, and NOERROR passes".formatted(query.name(), query.type()),
                "the ServerIron also reads the records; recursive: true in the YAML file requests recursion");
        return new ApplicationCheck.Dns(query.name(), query.type(), "NOERROR", false);
    }

    private ApplicationCheck withoutUrl(Real real) {
        Word place = real.placeOf(port.port());
        if (port.port() == Ports.HTTP) {
            problems.note(
                    place,
                    "no url line: HEAD / is requested, as on the ServerIron",
                    "for another request, write port http url \"GET /path\"");
            return http(real, place, Request.DEFAULT);
        }
        if (Ports.known(port.port()).filter(Ports.Known::checked).isPresent()) {
            problems.warning(
                    place, "only port %s is probed, not the application on it".formatted(port.name()), instead());
        }
        return new ApplicationCheck.None();
    }

    private String instead() {
        return switch (port.port()) {
            case Ports.SSL -> "the ServerIron tries a TLS handshake; write port ssl url \"GET /path\" for a request";
            case Ports.DNS -> "for a query, write port dns addr_query \"www.example.com\"";
            default -> "the ServerIron probes it with %s, which is not available here".formatted(port.name());
        };
    }

    private ApplicationCheck http(Real real, Word place, Request request) {
        boolean tls = port.port() == Ports.SSL;
        if (tls) {
            problems.note(
                    place,
                    "the certificate is not verified, as on the ServerIron",
                    "to verify it, set host and verify: true in the YAML file");
        }
        List<PortStatus> codes =
                real.ofPort(port.port(), PortStatus.class).stream().toList();
        if (codes.isEmpty()) {
            problems.note(
                    place,
                    "no status-code line: 200 to 299 and 401 pass, as on the ServerIron",
                    "to accept only 200: port %s status-code 200 200".formatted(port.name()));
        }
        String expected = codes.isEmpty() ? DEFAULT_STATUS : codes.getFirst().codes();
        return new ApplicationCheck.Http(
                tls,
                request.method(),
                request.path(),
                request.host(),
                expected,
                false,
                request.headers(),
                "",
                ApplicationCheck.TlsFiles.NONE);
    }
}
