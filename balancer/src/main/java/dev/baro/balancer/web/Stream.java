// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.web;

import dev.baro.balancer.http.Connection;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Sends server-sent events to one viewer. A slow viewer is disconnected like any slow client.
record Stream(ServerResponse response, Connection connection) {
    /// A browser that has lost its connection to the daemon reconnects after a second.
    private static final byte[] RETRY = "retry: 1000\n\n".getBytes(StandardCharsets.UTF_8);

    void follow(Feed.Seat seat) {
        response.header(HeaderNames.CONTENT_TYPE, "text/event-stream; charset=utf-8");
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        try (OutputStream out = response.outputStream()) {
            send(out, RETRY);
            for (Optional<byte[]> next = seat.next(); next.isPresent(); next = seat.next()) {
                send(out, next.get());
            }
        } catch (IOException | UncheckedIOException e) {
            throw new CloseConnectionException("the viewer disconnected", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void send(OutputStream out, byte[] event) throws IOException {
        connection.waitForClient();
        out.write(event);
        out.flush();
        connection.work();
    }
}
