// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class LogfmtTest {
    @Test
    void plainValuesStandWithoutQuotes() {
        assertThat(Logfmt.line("CONFIG_APPLIED", "revision", 2, "source", "/etc/baro/baro.yaml"))
                .isEqualTo("event=CONFIG_APPLIED revision=2 source=/etc/baro/baro.yaml");
    }

    @Test
    void valuesThatWouldBreakTheLineAreQuoted() {
        assertThat(Logfmt.line("X", "a", "two words", "b", "say \"no\"", "c", "one\ntwo", "d", "k=v", "e", ""))
                .isEqualTo("event=X a=\"two words\" b=\"say \\\"no\\\"\" c=\"one\\ntwo\" d=\"k=v\" e=\"\"");
    }

    @Test
    void ourRecordsGetTimeAndLevel() {
        assertThat(new Logfmt().format(record("dev.baro", Level.SEVERE, "event=X")))
                .isEqualTo("time=2026-11-23T03:00:00Z level=error event=X");
    }

    @Test
    void recordsOfLibrariesBecomeOneLineToo() {
        assertThat(new Logfmt().format(record("io.helidon.webserver", Level.WARNING, "gone\naway")))
                .isEqualTo("time=2026-11-23T03:00:00Z level=warning event=LIBRARY logger=io.helidon.webserver"
                        + " text=\"gone\\naway\"");
    }

    private static LogRecord record(String logger, Level level, String message) {
        LogRecord record = new LogRecord(level, message);
        record.setLoggerName(logger);
        record.setInstant(Instant.parse("2026-11-23T03:00:00Z"));
        return record;
    }
}
