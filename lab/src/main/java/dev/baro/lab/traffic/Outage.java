// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.traffic;

import dev.baro.lab.host.Lab;
import dev.baro.lab.network.Background;
import dev.baro.lab.network.Pause;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/// The result of a client that opens connections continuously.
///
/// @param opened   connections
/// @param failed   the connections whose first SYN was not answered
/// @param outageMs the time from the first failed connection to the first connection after the last failed one
public record Outage(long opened, long failed, long outageMs) {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration BEFORE = Duration.ofSeconds(1);

    /// Opens connections during an event, which begins a second after the first connection.
    ///
    /// @param source a client address that is not used for anything else
    /// @param time   the duration, which must exceed that of the event and its consequences
    public static Outage during(Lab lab, String vip, String source, Duration time, Runnable event) {
        Background dial = lab.launcher()
                .in(lab.client(), "lab", "dial", vip, Long.toString(time.toSeconds()), source)
                .start(lab.names().directory().resolve("dial.log"));
        dial.awaitLog(DialCommand.READY);
        Pause.of(BEFORE);
        event.run();
        String said = dial.await();
        return JSON.readValue(said.substring(said.indexOf('{')), Outage.class);
    }

    /// @param beganNs  the start of each connection, in order
    /// @param answered whether each connection was answered
    static Outage of(List<Long> beganNs, List<Boolean> answered) {
        int first = answered.indexOf(false);
        if (first < 0) {
            return new Outage(answered.size(), 0, 0);
        }
        int last = answered.lastIndexOf(false);
        int after = Math.min(last + 1, answered.size() - 1);
        return new Outage(
                answered.size(),
                answered.stream().filter(each -> !each).count(),
                Duration.ofNanos(beganNs.get(after) - beganNs.get(first)).toMillis());
    }

    public Duration duration() {
        return Duration.ofMillis(outageMs);
    }

    public String text() {
        return failed + " of " + opened + " connections, one each 10 ms, had to repeat their SYN, all within "
                + outageMs + " ms";
    }
}
