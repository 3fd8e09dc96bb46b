// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.api;

import dev.baro.balancer.http.Connection;
import dev.baro.core.api.ProblemDetail;
import io.helidon.common.buffers.DataReader;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.TimeoutException;

/// Reads a request's body, within the bounds of [Connections].
record RequestBody(ServerRequest request, Route.Body wanted) {
    private static final int PIECE = 64 * 1024;

    /// Thrown when the body is not of a kind that the route accepts.
    static final class UnfitException extends IOException {
        private static final long serialVersionUID = 1;
        private final transient ProblemDetail problem;

        UnfitException(ProblemDetail problem) {
            super(problem.title());
            this.problem = problem;
        }

        ProblemDetail problem() {
            return problem;
        }
    }

    /// @return the body's text; empty if there is none
    String text() throws IOException, TimeoutException {
        if (!request.content().hasEntity()) {
            return "";
        }
        String where = Router.where(request);
        if (wanted == Route.Body.NOTHING) {
            throw new UnfitException(Refusals.noBodyWanted(where));
        }
        String sent = request.headers().value(HeaderNames.CONTENT_TYPE).orElse("");
        String mediaType = sent.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (!mediaType.isEmpty() && !wanted.mediaTypes().contains(mediaType)) {
            throw new UnfitException(Refusals.wrongMediaType(wanted, sent, where));
        }
        Connection connection = Connection.current();
        connection.waitForClient();
        try (InputStream in = request.content().inputStream()) {
            return text(in, connection, where);
        } catch (DataReader.InsufficientDataAvailableException | UncheckedIOException e) {
            throw new CloseConnectionException("the client disconnected before the end of its body", e);
        } finally {
            connection.work();
        }
    }

    private String text(InputStream in, Connection connection, String where) throws IOException, TimeoutException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (byte[] some = in.readNBytes(PIECE); some.length > 0; some = in.readNBytes(PIECE)) {
            bytes.writeBytes(some);
            if (bytes.size() > wanted.maxBytes()) {
                throw new UnfitException(Refusals.tooLarge(wanted, where));
            }
            if (!connection.hold(bytes.size())) {
                throw new TimeoutException("other bodies use the available memory");
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
