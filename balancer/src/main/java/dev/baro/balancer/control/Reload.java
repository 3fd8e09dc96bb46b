// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.control;

import dev.baro.balancer.log.Log;
import dev.baro.core.config.Config;
import dev.baro.core.config.Problem;
import dev.baro.core.config.Reading;
import dev.baro.core.plan.Event;
import dev.baro.core.plan.Losses;
import dev.baro.core.plan.State;
import dev.baro.dataplane.kernel.ServiceManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/// Reads the daemon's file again and has the controller make it true. SIGHUP and `baro apply` are both this; only the
/// latter can force what takes traffic away.
public final class Reload {
    /// What a daemon without VIPs says of itself.
    public static final String NO_VIPS =
            "the configuration has no VIP, so no packet is forwarded; add one under vips: and type baro apply";

    /// Of the errors of one file; `baro check` says all.
    private static final int MAX_LOGGED = 20;

    /// Each holds a whole configuration.
    private static final int MAX_READERS = 2;

    private static final Duration READ_TIMEOUT = Duration.ofSeconds(10);

    private final ConfigFile file;
    private final Controller controller;
    private final StartCheck onThisHost;
    private final ServiceManager manager;
    private final Semaphore readers = new Semaphore(MAX_READERS);
    private final AtomicLong turns = new AtomicLong();
    private ConfigFile.Contents newest = new ConfigFile.Contents("", "", new Reading.Refused<>(List.of()));
    private long newestTurn;

    /// @param contents what the file said, and what a start with it would meet on this host
    /// @param outcome  what the controller made of it; its objections are what traffic the file would take away
    public record Result(ConfigFile.Contents contents, EventOutcome outcome) {}

    /// @param manager is told of every reload, and of what holds after it
    public Reload(ConfigFile file, Controller controller, StartCheck onThisHost, ServiceManager manager) {
        this.file = file;
        this.controller = controller;
        this.onThisHost = onThisHost;
        this.manager = manager;
    }

    /// What holds now, in one line.
    public String summary() {
        Snapshot now = controller.snapshot();
        int services = now.plan().services().size();
        String what = services + (services == 1 ? " virtual service" : " virtual services") + ", revision "
                + now.state().revision();
        return now.state().failure().isEmpty() ? what : what + "; the newest file is not in force, see: baro status";
    }

    /// One at a time, so that the newest file wins. The file is read outside of the lock: where its disk does not
    /// answer, other callers get an answer.
    ///
    /// @param force whether to apply it although it takes traffic away
    /// @throws TimeoutException     when the controller does not answer in time
    /// @throws InterruptedException when told to stop
    public Result now(boolean force) throws TimeoutException, InterruptedException {
        manager.reloading();
        try {
            return read(force);
        } finally {
            manager.reloaded(summary());
        }
    }

    private Result read(boolean force) throws TimeoutException, InterruptedException {
        long turn = turns.incrementAndGet();
        if (!readers.tryAcquire(READ_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new TimeoutException("the file is being read and does not come to an end");
        }
        try {
            return take(turn, onThisHost.tried(file.read()), force);
        } finally {
            readers.release();
        }
    }

    /// @param turn counts the readings in the order in which they began: of two, the later one is at least as new
    private synchronized Result take(long turn, ConfigFile.Contents read, boolean force)
            throws TimeoutException, InterruptedException {
        if (turn > newestTurn) {
            newestTurn = turn;
            newest = read;
        }
        ConfigFile.Contents contents = newest;
        Result result = new Result(
                contents,
                switch (contents.reading()) {
                    case Reading.Accepted(Config config, var _) -> accept(contents.name(), config, force);
                    case Reading.Refused(var _) -> refuse(contents.name(), contents.errors());
                });
        log(result);
        return result;
    }

    private EventOutcome accept(String name, Config config, boolean force)
            throws TimeoutException, InterruptedException {
        EventOutcome outcome = Mailbox.await(controller.submit(
                new Event.ConfigAccepted(config, name), now -> force ? List.of() : Losses.of(now, config)));
        if (outcome.happened()) {
            return outcome;
        }
        List<String> losses = outcome.objections();
        EventOutcome refused = refuse(name, String.join("; ", losses) + "; " + ifMeant());
        return new EventOutcome(outcome.before(), refused.after(), refused.took(), losses);
    }

    private String ifMeant() {
        return "if that is meant, type: " + onThisHost.baro("apply --force");
    }

    private EventOutcome refuse(String name, String why) throws TimeoutException, InterruptedException {
        return Mailbox.await(controller.submit(new Event.ConfigRefused(name, why)));
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

    private void log(Result result) {
        int errors = 0;
        for (Problem problem : result.contents().reading().problems()) {
            errors += problem.severity() == Problem.Severity.ERROR ? 1 : 0;
            if (problem.severity() != Problem.Severity.ERROR || errors <= MAX_LOGGED) {
                log(problem.severity(), result.contents().placed(problem));
            }
        }
        logOutcome(result.outcome(), result.contents());
    }

    private static void log(Problem.Severity severity, ConfigFile.Contents.Located problem) {
        List<Object> fields = new ArrayList<>();
        if (!problem.file().isEmpty()) {
            fields.addAll(List.of("file", problem.file()));
        }
        fields.addAll(List.of("line", problem.line(), "text", problem.what(), "fix", problem.fix()));
        switch (severity) {
            case WARNING -> Log.warning("CONFIG_WARNING", fields.toArray());
            case ERROR -> Log.error("CONFIG_ERROR", fields.toArray());
            case NOTE -> {}
        }
    }

    private void logOutcome(EventOutcome outcome, ConfigFile.Contents contents) {
        int revision = outcome.after().revision();
        String failure = outcome.after().failure();
        String source = contents.name();
        if (!outcome.happened()) {
            String losses = String.join("; ", outcome.objections());
            Log.warning("CONFIG_NEEDS_FORCE", "source", source, "kept", revision, "text", losses, "fix", ifMeant());
        } else if (contents.reading() instanceof Reading.Refused) {
            Log.error("CONFIG_REJECTED", "source", source, "kept", revision, "text", failure);
        } else if (!failure.isEmpty()) {
            Log.error("PLAN_FAILED", "source", source, "revision", revision, "text", failure);
        } else {
            long tookMs = outcome.took().toMillis();
            Log.info("CONFIG_APPLIED", "source", source, "revision", revision, "took_ms", tookMs);
            overrides(outcome.before(), outcome.after()).forEach(line -> Log.info("OVERRIDES", "text", line));
            if (outcome.after().config().vips().isEmpty()) {
                Log.warning("NO_VIPS", "source", source, "text", NO_VIPS);
            }
        }
    }
}
