// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.api;

import dev.baro.balancer.http.Connection;
import dev.baro.balancer.log.EventReaders;
import dev.baro.core.api.EventList.EventEntry;
import dev.baro.core.api.Json;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// Sends server-sent events to one reader: each line of the log is one event, and its number is the id. A
/// reader that falls behind is disconnected like any slow client.
///
/// @param allowed whether the client may still read; checked repeatedly, so that losing the
/// role ends the stream
record EventStream(ServerResponse response, Connection connection, BooleanSupplier allowed) {
    /// A reader that has lost its connection to the daemon reconnects after a second.
    private static final byte[] RETRY = "retry: 1000\n\n".getBytes(StandardCharsets.UTF_8);

    /// A comment that is sent to find out whether the reader is still connected.
    private static final byte[] COMMENT = ":\n\n".getBytes(StandardCharsets.UTF_8);

    private static final long SILENCE_NS = Duration.ofSeconds(5).toNanos();

    void follow(EventReaders.Seat seat) {
        response.header(HeaderNames.CONTENT_TYPE, "text/event-stream; charset=utf-8");
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        try (seat;
                OutputStream out = response.outputStream()) {
            send(out, RETRY);
            follow(seat, out);
        } catch (IOException | RuntimeException e) {
            if (connection.isEvicted()) {
                seat.drop("it did not read what was sent");
                throw new CloseConnectionException("the reader was too slow", e);
            }
            throw e instanceof RuntimeException unchecked
                    ? unchecked // the web server throws its own exception if the reader has disconnected
                    : new CloseConnectionException("the reader disconnected", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void follow(EventReaders.Seat seat, OutputStream out) throws IOException, InterruptedException {
        long sentNs = System.nanoTime();
        for (Optional<List<EventEntry>> next = seat.next(); next.isPresent(); next = seat.next()) {
            if (!allowed.getAsBoolean()) {
                seat.drop("it no longer has a role");
                throw new CloseConnectionException("the reader no longer has a role");
            }
            for (EventEntry event : next.get()) {
                send(
                        out,
                        ("id: " + event.id() + "\ndata: " + Json.line(event) + "\n\n")
                                .getBytes(StandardCharsets.UTF_8));
                sentNs = System.nanoTime();
            }
            if (System.nanoTime() - sentNs > SILENCE_NS) {
                send(out, COMMENT);
                sentNs = System.nanoTime();
            }
        }
    }

    private void send(OutputStream out, byte[] bytes) throws IOException {
        connection.waitForClient();
        out.write(bytes);
        out.flush();
        connection.work();
    }
}
