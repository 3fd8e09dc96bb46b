// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.api;

import dev.baro.balancer.access.Access;
import dev.baro.balancer.access.Caller;
import dev.baro.balancer.http.Connection;
import dev.baro.core.api.ProblemDetail;
import dev.baro.core.config.Role;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/// How one listener identifies its callers.
sealed interface Callers {
    /// The caller for routes that require no role.
    Caller UNKNOWN = new Caller("", Role.READ);

    /// @return the caller; empty if it has no role
    Optional<Caller> of(ServerRequest request);

    /// The response to a caller that has no role.
    ProblemDetail refusal(String where);

    /// Whether a change must carry an `If-Match` header that identifies the state its author has seen.
    default boolean mustHaveSeen() {
        return false;
    }

    /// Users of this host, as the kernel reports them.
    record AtSocket(Access access) implements Callers {
        @Override
        public Optional<Caller> of(ServerRequest request) {
            Connection connection = Connection.current();
            return access.ofUser(connection.user(), connection.group());
        }

        @Override
        public ProblemDetail refusal(String where) {
            String user = Connection.current().user();
            return new ProblemDetail(
                    ProblemDetail.NOT_ALLOWED,
                    "the user has no role",
                    403,
                    (user.isEmpty() ? "the caller" : user) + " is in neither users nor groups of api",
                    where,
                    "ask an admin to add it: api: {users: {" + (user.isEmpty() ? "NAME" : user) + ": read}}");
        }
    }

    /// Programs on other hosts, with a certificate or a token.
    record OverTcp(Access access) implements Callers {
        private static final String BEARER = "bearer ";

        @Override
        public Optional<Caller> of(ServerRequest request) {
            return token(request).isPresent()
                    ? token(request).flatMap(access::ofToken)
                    : certificate(request).flatMap(access::ofCertificate);
        }

        private static Optional<String> token(ServerRequest request) {
            return request.headers()
                    .value(HeaderNames.AUTHORIZATION)
                    .filter(text -> text.regionMatches(true, 0, BEARER, 0, BEARER.length()))
                    .map(text -> text.substring(BEARER.length()).strip());
        }

        private static Optional<X509Certificate> certificate(ServerRequest request) {
            return request.remotePeer().tlsCertificates().stream()
                    .flatMap((Certificate[] chain) -> Arrays.stream(chain))
                    .limit(1)
                    .flatMap(one -> one instanceof X509Certificate own ? Stream.of(own) : Stream.of())
                    .findFirst();
        }

        @Override
        public ProblemDetail refusal(String where) {
            return new ProblemDetail(
                    ProblemDetail.NOT_ALLOWED,
                    "the caller is not known",
                    401,
                    "the request has neither a token nor a certificate that has a role here",
                    where,
                    "send a token of the file that api: {tokens: ...} names: Authorization: Bearer TOKEN");
        }

        @Override
        public boolean mustHaveSeen() {
            return true;
        }
    }

    /// All clients that reach the listener, which restricts access by other means.
    ///
    /// @param caller the caller that represents all these clients
    record Everyone(Caller caller) implements Callers {
        /// Collectors of metrics.
        static final Everyone READERS = new Everyone(new Caller("", Role.READ));

        @Override
        public Optional<Caller> of(ServerRequest request) {
            return Optional.of(caller);
        }

        @Override
        public ProblemDetail refusal(String where) {
            throw new IllegalStateException("every caller has a role");
        }
    }

    /// Browsers, which the page tells apart.
    record Browsers(Function<ServerRequest, Caller> known) implements Callers {
        @Override
        public Optional<Caller> of(ServerRequest request) {
            return Optional.of(known.apply(request));
        }

        @Override
        public ProblemDetail refusal(String where) {
            throw new IllegalStateException("every browser has a role");
        }
    }
}
