// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.control;

import dev.baro.balancer.log.Log;
import dev.baro.core.config.Problem;
import dev.baro.core.config.Reading;
import dev.baro.core.plan.Event;
import dev.baro.core.plan.State;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/// Reads the daemon's file again and has the controller make it true. SIGHUP and `baro apply` are both this.
public final class Reload {
    /// Each holds a whole configuration.
    private static final int MAX_READERS = 2;

    private static final Duration READ_TIMEOUT = Duration.ofSeconds(10);

    private final ConfigFile file;
    private final Controller controller;
    private final Semaphore readers = new Semaphore(MAX_READERS);
    private final AtomicLong turns = new AtomicLong();
    private ConfigFile.Contents newest;
    private long newestTurn;

    /// @param contents what the file said
    /// @param outcome  what the controller made of it
    public record Result(ConfigFile.Contents contents, EventOutcome outcome) {}

    public Reload(ConfigFile file, Controller controller) {
        this.file = file;
        this.controller = controller;
        this.newest = new ConfigFile.Contents("", "", new Reading.Refused<>(List.of()));
    }

    /// One at a time, so that the newest file wins. The file is read outside of the lock: where its disk does not
    /// answer,
    /// other callers get an answer.
    ///
    /// @throws TimeoutException     when the controller does not answer in time
    /// @throws InterruptedException when told to stop
    public Result now() throws TimeoutException, InterruptedException {
        long turn = turns.incrementAndGet();
        if (!readers.tryAcquire(READ_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new TimeoutException("the file is being read and does not come to an end");
        }
        try {
            return take(turn, file.read());
        } finally {
            readers.release();
        }
    }

    /// @param turn counts the readings in the order in which they began: of two, the later one is at least as new
    private synchronized Result take(long turn, ConfigFile.Contents read)
            throws TimeoutException, InterruptedException {
        if (turn > newestTurn) {
            newestTurn = turn;
            newest = read;
        }
        ConfigFile.Contents contents = newest;
        Event event = switch (contents.reading()) {
            case Reading.Accepted(var config, var _) -> new Event.ConfigAccepted(config, contents.name());
            case Reading.Refused(var _) -> new Event.ConfigRefused(contents.name(), contents.firstError());
        };
        Result result = new Result(contents, Mailbox.await(controller.submit(event)));
        log(result);
        return result;
    }

    /// The overrides of before the file, one line each: those that still hold, and those that went with it.
    public static List<String> overrides(State before, State after) {
        Stream<String> fallen = before.overrides().all().stream()
                .filter(old -> after.overrides().all().stream()
                        .noneMatch(other -> other.server().equals(old.server())
                                && other.vip().equals(old.vip())))
                .map(old -> "override gone with the file: " + old);
        Stream<String> kept = after.overrides().all().stream().map(held -> "override kept: " + held);
        return Stream.concat(kept, fallen).toList();
    }

    private static void log(Result result) {
        for (Problem problem : result.contents().reading().problems()) {
            if (problem.severity() == Problem.Severity.WARNING) {
                Log.warning("CONFIG_WARNING", "line", problem.line(), "text", problem.what(), "fix", problem.fix());
            }
        }
        EventOutcome outcome = result.outcome();
        int revision = outcome.after().revision();
        String source = result.contents().name();
        if (result.contents().reading() instanceof Reading.Refused) {
            Log.error(
                    "CONFIG_REJECTED",
                    "source",
                    source,
                    "kept",
                    revision,
                    "text",
                    outcome.after().failure());
        } else if (!outcome.after().failure().isEmpty()) {
            Log.error(
                    "PLAN_FAILED",
                    "source",
                    source,
                    "revision",
                    revision,
                    "text",
                    outcome.after().failure());
        } else {
            long tookMs = outcome.took().toMillis();
            Log.info("CONFIG_APPLIED", "source", source, "revision", revision, "took_ms", tookMs);
            overrides(outcome.before(), outcome.after()).forEach(line -> Log.info("OVERRIDES", "text", line));
        }
    }
}
