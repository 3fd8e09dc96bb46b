// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.log;

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

    @Test
    void aFaultKeepsItsCauseAndPlaceOnTheSameLine() {
        LogRecord record = record("dev.baro.api", Level.SEVERE, "event=INTERNAL_ERROR");
        IllegalStateException fault = new IllegalStateException("no such slot");
        fault.setStackTrace(
                new StackTraceElement[] {new StackTraceElement("dev.baro.core.Ring", "slot", "Ring.java", 7)});
        record.setThrown(fault);

        assertThat(new Logfmt().format(record))
                .isEqualTo("time=2026-11-23T03:00:00Z level=error event=INTERNAL_ERROR"
                        + " cause=\"java.lang.IllegalStateException: no such slot\""
                        + " at=dev.baro.core.Ring.slot(Ring.java:7)");
    }

    private static LogRecord record(String logger, Level level, String message) {
        LogRecord record = new LogRecord(level, message);
        record.setLoggerName(logger);
        record.setInstant(Instant.parse("2026-11-23T03:00:00Z"));
        return record;
    }
}
