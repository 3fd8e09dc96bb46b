// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.log;

import java.io.PrintStream;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/// Formats log lines as `time=… level=… event=… key=value`, with values in quotes where needed.
public final class Logfmt extends Formatter {
    /// The web server's logger, whose start messages are not events. The reference is kept because the JDK
    /// forgets the level of an unreferenced logger.
    private static final Logger HELIDON = Logger.getLogger("io.helidon");

    /// Sends all log messages of this JVM to the stream.
    public static void writeTo(PrintStream stream) {
        LogManager.getLogManager().reset();
        Logger root = Logger.getLogger("");
        root.setLevel(Level.INFO);
        // Suppresses the web server's warnings about each client that disconnects or is disconnected for
        // slowness. Baro logs its own faults.
        HELIDON.setLevel(Level.SEVERE);
        Handler handler = new LineHandler(stream);
        handler.setFormatter(new Logfmt());
        root.addHandler(handler);
    }

    /// @param fields key, value, key, value
    static String line(String event, Object... fields) {
        StringBuilder line = new StringBuilder("event=").append(event);
        for (int i = 0; i + 1 < fields.length; i += 2) {
            line.append(' ').append(fields[i]).append('=').append(value(String.valueOf(fields[i + 1])));
        }
        return line.toString();
    }

    @Override
    public String format(LogRecord record) {
        String name = String.valueOf(record.getLoggerName());
        String message = name.startsWith(Log.NAME)
                ? record.getMessage()
                : line("LIBRARY", "logger", name, "text", formatMessage(record));
        return "time=" + record.getInstant().truncatedTo(ChronoUnit.MILLIS) + " level=" + level(record) + " " + message
                + cause(record);
    }

    private static String level(LogRecord record) {
        int level = record.getLevel().intValue();
        if (level >= Level.SEVERE.intValue()) {
            return "error";
        }
        return level >= Level.WARNING.intValue()
                ? "warning"
                : record.getLevel().getName().toLowerCase(Locale.ROOT);
    }

    private static String cause(LogRecord record) {
        Throwable thrown = record.getThrown();
        if (thrown == null) {
            return "";
        }
        StackTraceElement[] trace = thrown.getStackTrace();
        String place = trace.length == 0 ? "" : " at=" + value(trace[0].toString());
        return " cause=" + value(thrown.toString()) + place;
    }

    private static String value(String text) {
        if (text.matches("[^\\s\"=\\p{Cntrl}]+")) {
            return text;
        }
        String escaped = text.replace("\\", "\\\\")
                .replace("\"", "\\\"")
                .replace("\n", "\\n")
                .replace("\r", "\\r");
        return "\"" + escaped.replaceAll("\\p{Cntrl}", "?") + "\"";
    }

    private static final class LineHandler extends Handler {
        private final PrintStream stream;

        LineHandler(PrintStream stream) {
            this.stream = stream;
        }

        @Override
        public void publish(LogRecord record) {
            if (isLoggable(record)) {
                stream.println(getFormatter().format(record));
                stream.flush();
            }
        }

        @Override
        public void flush() {
            stream.flush();
        }

        @Override
        public void close() {
            stream.flush();
        }
    }
}
