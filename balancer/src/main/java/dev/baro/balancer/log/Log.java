// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.log;

import java.lang.System.Logger.Level;

/// Logs one line for each event that an operator would act on: a word, then `key=value`. Packets
/// are counted, never logged.
public final class Log {
    /// The logger's name. Messages from this logger and its children are already in the form `key=value`.
    static final String NAME = "dev.baro";

    private static final System.Logger LOGGER = System.getLogger(NAME);

    /// The process's event ring. Like the log, it exists only once.
    private static final EventRing RECENT = new EventRing(1_000);

    private Log() {}

    /// @param fields key, value, key, value
    public static void info(String event, Object... fields) {
        RECENT.add("info", event, fields);
        LOGGER.log(Level.INFO, Logfmt.line(event, fields));
    }

    public static void warning(String event, Object... fields) {
        RECENT.add("warning", event, fields);
        LOGGER.log(Level.WARNING, Logfmt.line(event, fields));
    }

    public static void error(String event, Object... fields) {
        RECENT.add("error", event, fields);
        LOGGER.log(Level.ERROR, Logfmt.line(event, fields));
    }

    /// The ring with the newest events of this log.
    public static EventRing recent() {
        return RECENT;
    }

    /// Logs a bug: the exception, and the line in Baro's code where it occurred.
    public static void fault(Throwable fault) {
        StackTraceElement[] trace = fault.getStackTrace();
        for (StackTraceElement element : trace) {
            if (element.getClassName().startsWith(NAME)) {
                error("INTERNAL_ERROR", "text", fault, "at", element);
                return;
            }
        }
        error("INTERNAL_ERROR", "text", fault);
    }
}
