// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.balancer.log.EventReaders;
import dev.baro.balancer.log.Log;
import dev.baro.core.api.EventList;
import dev.baro.core.api.Json;
import dev.baro.core.config.Role;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Events as they come, over a real connection.
@Timeout(120)
class EventStreamTest {
    private ServedApi api;

    private record Opened(Socket socket, int status, String contentType, InputStream body) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private record Received(long id, EventList.EventEntry event) {}

    @BeforeEach
    void start(@TempDir Path directory) throws IOException {
        api = ServedApi.start(directory);
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void eachLineOfTheLogIsOneEventAndOneRow() throws Exception {
        Opened stream = open("", "");
        try (BufferedReader lines = lines(stream)) {
            Log.info("STREAM_TEST", "text", "first");
            Log.warning("STREAM_TEST", "text", "second\nwith a line break");

            List<Received> received = events(lines, "STREAM_TEST", 2);

            assertThat(stream.contentType()).isEqualTo("text/event-stream; charset=utf-8");
            assertThat(received)
                    .extracting(each -> each.event().fields().get("text"))
                    .containsExactly("first", "second\nwith a line break");
            EventList rows = Json.read(
                    api.request("/v1/events?after=" + (received.getFirst().id() - 1), Role.READ)
                            .send()
                            .body(),
                    EventList.class);
            assertThat(rows.events())
                    .containsAll(received.stream().map(Received::event).toList());
        }
    }

    @Test
    void aReaderThatComesAgainMissesNothing() throws Exception {
        long last;
        try (BufferedReader lines = lines(open("", ""))) {
            Log.info("STREAM_TEST", "text", "seen");
            last = events(lines, "STREAM_TEST", 1).getFirst().id();
        }
        Log.info("STREAM_TEST", "text", "meanwhile");
        Log.info("STREAM_TEST", "text", "and then");

        try (BufferedReader again = lines(open("", Long.toString(last)))) {
            assertThat(events(again, "STREAM_TEST", 2))
                    .extracting(each -> each.event().fields().get("text"))
                    .containsExactly("meanwhile", "and then");
        }
    }

    @Test
    void moreReadersThanPlacesAreToldSo() throws Exception {
        List<Opened> readers = new ArrayList<>();
        for (int i = 0; i < EventReaders.MAX_READERS; i++) {
            readers.add(open("", ""));
        }

        Opened oneMore = open("", "");

        assertThat(readers).extracting(Opened::status).containsOnly(200);
        assertThat(oneMore.status()).isEqualTo(503);
        for (Opened reader : readers) {
            reader.close();
        }
    }

    @Test
    void aReaderThatTakesNothingIsDroppedByName() throws Exception {
        Socket idle = api.request("/v1/events", Role.READ)
                .header("Accept", "text/event-stream")
                .withLittleRoom()
                .open();
        String head = ApiRequest.line(idle.getInputStream());
        long before = newest();
        String text = "x".repeat(8_000);

        while (dropped(before).isEmpty()) {
            for (int i = 0; i < 10; i++) {
                Log.info("STREAM_TEST", "text", text);
            }
            Thread.sleep(200);
        }

        assertThat(head).isEqualTo("HTTP/1.1 200 OK");
        assertThat(dropped(before).getFirst().fields()).containsEntry("who", "token read-bot");
        idle.close();
    }

    @Test
    void aReaderThatLosesItsRoleLosesTheStream() throws Exception {
        try (BufferedReader lines = lines(open("", ""))) {
            api.takeTokenOf(Role.READ);

            assertThat(lines.lines()).isNotEmpty(); // to its end
        }
        assertThat(api.request("/v1/events", Role.READ).send().status()).isEqualTo(401);
    }

    private static long newest() {
        return Log.recent().after(0, 1).events().getLast().id();
    }

    private static List<EventList.EventEntry> dropped(long after) {
        return Log.recent().after(after, 1_000).events().stream()
                .filter(event -> event.event().equals("EVENT_READER_DROPPED"))
                .toList();
    }

    private Opened open(String query, String last) throws IOException {
        ApiRequest request = api.request("/v1/events" + query, Role.READ).header("Accept", "text/event-stream");
        if (!last.isEmpty()) {
            request.header("Last-Event-ID", last);
        }
        Socket socket = request.open();
        InputStream in = socket.getInputStream();
        int status = Integer.parseInt(ApiRequest.line(in).substring(9, 12));
        return new Opened(socket, status, ApiRequest.headers(in).getOrDefault("content-type", ""), in);
    }

    private static BufferedReader lines(Opened stream) {
        return new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8));
    }

    private static List<Received> events(BufferedReader lines, String name, int count) throws IOException {
        List<Received> events = new ArrayList<>();
        long id = 0;
        while (events.size() < count) {
            String line = lines.readLine();
            if (line.startsWith("id: ")) {
                id = Long.parseLong(line.substring("id: ".length()));
            } else if (line.startsWith("data: ")) {
                EventList.EventEntry event = Json.read(line.substring("data: ".length()), EventList.EventEntry.class);
                if (event.event().equals(name)) {
                    events.add(new Received(id, event));
                }
            }
        }
        return events;
    }
}
