// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FeedTest {
    private static final Frame.Events NO_EVENTS = new Frame.Events("[]", "[]", 0);

    private final AtomicInteger made = new AtomicInteger();
    private final Feed feed = new Feed(this::frame);

    private Frame frame(Optional<Frame> before) throws TimeoutException {
        int number = made.incrementAndGet();
        if (number == 2) {
            throw new TimeoutException("busy");
        }
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put("a", "{\"n\":" + number + "}");
        rows.put("b", "{\"n\":0}");
        return new Frame(before, "2026-11-23T09:00:00Z", Map.of("total", "7"), rows, NO_EVENTS);
    }

    @Test
    void aViewerGetsTheWholeFirstAndThenDifferences() throws InterruptedException {
        try (Feed.Seat seat = feed.enter().orElseThrow()) {
            assertThat(text(seat.next()))
                    .startsWith("event: all\n")
                    .contains("\"total\":7", "\"rows\":[{\"n\":1},{\"n\":0}]")
                    .endsWith("\n\n");
            assertThat(text(seat.next()))
                    .as("the second could not be made, and is left out")
                    .startsWith("event: changes\n")
                    .contains("\"number\":2", "\"rows\":[{\"n\":3}]")
                    .doesNotContain("total");
        }
        feed.close();
    }

    @Test
    void aViewerWhoIsTooFarBehindHasToLeave() throws InterruptedException {
        try (Feed.Seat slow = feed.enter().orElseThrow();
                Feed.Seat quick = feed.enter().orElseThrow()) {
            assertThat(slow.next()).isPresent();
            for (int i = 0; i < Feed.KEPT_FRAMES + 2; i++) {
                assertThat(quick.next()).isPresent();
            }

            assertThat(slow.next()).isEmpty();
        }
        feed.close();
    }

    @Test
    void theEndOfTheDaemonEndsAllViewers() throws InterruptedException {
        try (Feed.Seat seat = feed.enter().orElseThrow()) {
            assertThat(seat.next()).isPresent();
            feed.close();

            assertThat(seat.next()).isEmpty();
            assertThat(feed.enter()).isEmpty();
        }
    }

    private static String text(Optional<byte[]> event) {
        return new String(event.orElseThrow(), StandardCharsets.UTF_8);
    }
}
