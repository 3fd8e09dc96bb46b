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
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Reloads the daemon's file and has the controller apply it, for SIGHUP and `baro apply`. Only the latter can
/// force a change that takes traffic away. A rollback uses a stored text instead of the file.
public final class Reload {
    /// The status message of a daemon that serves no VIP.
    public static final String NO_VIPS =
            "the configuration has no VIP, so no packet is forwarded; add a VIP under vips: and type baro apply";

    /// The number of errors shown per file; `baro check` shows all.
    private static final int MAX_LOGGED = 20;

    /// The maximum number of concurrent readers: few, because each holds a whole configuration.
    private static final int MAX_READERS = 2;

    private static final Duration READ_TIMEOUT = Duration.ofSeconds(10);

    private final ConfigFile file;
    private final Controller controller;
    private final StartCheck onThisHost;
    private final Keeper keeper;
    private final ServiceManager manager;
    private final Semaphore readers = new Semaphore(MAX_READERS);
    private final AtomicLong turns = new AtomicLong();
    private ConfigFile.Contents newest = new ConfigFile.Contents("", "", new Reading.Refused<>(List.of()));
    private long newestTurn;
    private ConfigFile.@Nullable Contents inForce;

    /// Thrown when the controller does not answer in time. It may still apply the configuration later.
    public static final class UnsureException extends TimeoutException {
        private static final long serialVersionUID = 1;

        UnsureException(TimeoutException cause) {
            super("the controller did not answer in time, and may still put it in force");
            initCause(cause);
        }
    }

    /// @param contents the content of the file, and the problems that a daemon started with it would
    ///                 have on this host
    /// @param outcome  the controller's result; its objections list the traffic that the file would take away
    /// @param remarks  other remarks for an operator, one sentence each
    public record Result(ConfigFile.Contents contents, EventOutcome outcome, List<String> remarks) {
        public Result {
            remarks = List.copyOf(remarks);
        }

        public boolean isInForce() {
            return outcome.happened() && outcome.after().failure().isEmpty();
        }
    }

    /// @param keeper  the keeper, which stores all accepted configurations
    /// @param manager the service manager, which is notified of every reload and its result
    public Reload(
            ConfigFile file, Controller controller, StartCheck onThisHost, Keeper keeper, ServiceManager manager) {
        this.file = file;
        this.controller = controller;
        this.onThisHost = onThisHost;
        this.keeper = keeper;
        this.manager = manager;
    }

    /// Describes the current state on one line.
    public String summary() {
        Snapshot now = controller.snapshot();
        int services = now.plan().services().size();
        String what = services + (services == 1 ? " virtual service" : " virtual services") + ", revision "
                + now.state().revision();
        return now.state().failure().isEmpty() ? what : what + "; the newest file is not in force, see: baro status";
    }

    /// Reloads the file. Only one reload runs at a time, so that the newest file wins. The file is read outside
    /// the lock, so that a hanging disk does not block other callers.
    ///
    /// @throws TimeoutException if the controller does not answer in time
    /// @throws InterruptedException if the thread is interrupted
    public Result now(Order order) throws TimeoutException, InterruptedException {
        return telling(() -> read(order));
    }

    /// Applies a text that is not the file's.
    ///
    /// @param notInForce the reason why the file is not in force; empty if it is
    public Result put(Order order, ConfigFile.Contents contents, String notInForce)
            throws TimeoutException, InterruptedException {
        ConfigFile.Contents tried = onThisHost.tried(contents);
        return telling(() -> putAlone(order, tried, notInForce));
    }

    /// The file. Calling this changes nothing.
    public ConfigFile file() {
        return file;
    }

    private interface Putting {
        Result result() throws TimeoutException, InterruptedException;
    }

    private Result telling(Putting work) throws TimeoutException, InterruptedException {
        manager.reloading();
        try {
            return work.result();
        } finally {
            manager.reloaded(summary());
        }
    }

    /// Reads a text that is not in the file, and adds the problems that a daemon started with it would have on
    /// this host. Changes nothing.
    public ConfigFile.Contents tried(String text) {
        return onThisHost.tried(file.of(text));
    }

    /// The current objections to a configuration, one sentence each.
    ///
    /// @param contents the contents of the configuration's files
    public synchronized List<String> objections(Order order, ConfigFile.Contents contents, Config config) {
        return order.force()
                ? List.of()
                : Stream.concat(
                                keeper.objections(order, contents).stream(),
                                Losses.of(controller.snapshot().state(), config).stream())
                        .toList();
    }

    /// Writes a text to the daemon's file and its other files, and applies it. On failure,
    /// the files are restored.
    ///
    /// @throws IOException if the files cannot be written; then nothing has changed
    public Result replace(String text, Order order) throws IOException, TimeoutException, InterruptedException {
        ConfigFile.Contents tried = tried(text);
        manager.reloading();
        try {
            return replaceAlone(order, tried);
        } finally {
            manager.reloaded(summary());
        }
    }

    private synchronized Result replaceAlone(Order order, ConfigFile.Contents tried)
            throws IOException, TimeoutException, InterruptedException {
        if (tried.reading() instanceof Reading.Refused) {
            return settle(order, tried);
        }
        Replacement written = file.replace(tried.text());
        try {
            Result result = settle(order, tried);
            if (result.isInForce()) {
                keep(tried);
            } else {
                putBack(order, result);
                written.undo();
            }
            return result;
        } catch (UnsureException e) {
            keep(tried); // the controller may still apply the text, so it stays in the file
            throw e;
        } catch (TimeoutException | InterruptedException | RuntimeException e) {
            written.undo(e);
            throw e;
        }
    }

    private void keep(ConfigFile.Contents tried) {
        newestTurn = turns.incrementAndGet();
        newest = tried;
    }

    /// Restores the previous configuration, because the failed configuration was reported as refused, and would
    /// otherwise be retried at the next change of health.
    private void putBack(Order order, Result failed) throws InterruptedException {
        ConfigFile.Contents before = inForce;
        if (!failed.outcome().happened() || before == null) {
            return;
        }
        String why = "r" + failed.outcome().after().revision() + " could not be put in force";
        try {
            Result _ = settle(Order.apply(order.who(), why, true).unwatched(), before);
        } catch (TimeoutException e) {
            Log.error("CONFIG_REJECTED", "text", why + ", and the controller did not answer in time");
        }
    }

    private Result read(Order order) throws TimeoutException, InterruptedException {
        long turn = turns.incrementAndGet();
        if (!readers.tryAcquire(READ_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new TimeoutException("the file is still being read and does not end");
        }
        try {
            return take(turn, onThisHost.tried(file.read()), order);
        } finally {
            readers.release();
        }
    }

    /// @param turn the sequence number of the read, assigned when it started; a later read is at least as new
    private synchronized Result take(long turn, ConfigFile.Contents read, Order order)
            throws TimeoutException, InterruptedException {
        State now = controller.snapshot().state();
        if (order.isLate(now.revision())) {
            return late(order.seen(), read, now);
        }
        if (turn > newestTurn) {
            newestTurn = turn;
            newest = read;
        }
        return settle(order, newest);
    }

    private synchronized Result putAlone(Order order, ConfigFile.Contents contents, String notInForce)
            throws TimeoutException, InterruptedException {
        State now = controller.snapshot().state();
        if (order.instead() != 0
                && order.instead() != now.revision()
                && !now.source().isEmpty()) {
            return late(order.instead(), contents, now);
        }
        if (order.isLate(now.revision())) {
            return late(order.seen(), contents, now);
        }
        Result result = settle(order, contents);
        if (result.isInForce() && !notInForce.isEmpty()) {
            Log.error(
                    "CONFIG_NOT_IN_FORCE",
                    "source",
                    file.name(),
                    "kept",
                    result.outcome().after().revision(),
                    "text",
                    notInForce);
            EventOutcome _ = refuse(file.name(), notInForce);
        }
        return result;
    }

    /// The result if the author has seen only an older revision: nothing changes, and only
    /// the caller is informed.
    private static Result late(int number, ConfigFile.Contents contents, State now) {
        List<String> late = List.of("r" + number + " is no longer in force");
        return new Result(contents, new EventOutcome(now, now, Duration.ZERO, 0, late), List.of());
    }

    private Result settle(Order order, ConfigFile.Contents contents) throws TimeoutException, InterruptedException {
        Result result = switch (contents.reading()) {
            case Reading.Accepted(Config config, var _) -> accept(order, contents, config);
            case Reading.Refused(var _) -> new Result(contents, refuse(contents.name(), contents.errors()), List.of());
        };
        log(order, result);
        if (result.isInForce()) {
            inForce = contents;
        }
        return result;
    }

    private Result accept(Order order, ConfigFile.Contents contents, Config config)
            throws TimeoutException, InterruptedException {
        List<String> objections = keeper.objections(order, contents);
        List<String> remarks = keeper.expect(order, contents, controller.snapshot());
        EventOutcome outcome = sure(controller.submit(
                new Event.ConfigAccepted(config, contents.name()),
                now -> order.force()
                        ? List.of()
                        : Stream.concat(objections.stream(), Losses.of(now, config).stream())
                                .toList()));
        keeper.settled(order, contents, outcome);
        if (outcome.happened()) {
            return new Result(contents, outcome, remarks);
        }
        List<String> losses = outcome.objections();
        EventOutcome refused = refuse(contents.name(), String.join("; ", losses) + "; " + ifMeant(order));
        return new Result(
                contents, new EventOutcome(outcome.before(), refused.after(), refused.took(), 0, losses), List.of());
    }

    private static EventOutcome sure(CompletableFuture<EventOutcome> answer)
            throws UnsureException, InterruptedException {
        try {
            return Mailbox.await(answer);
        } catch (TimeoutException e) {
            throw new UnsureException(e);
        }
    }

    private String ifMeant(Order order) {
        String words = order.origin().isRollback() ? "rollback " + order.copyOf() + " --force" : "apply --force";
        return "if that is meant, type: " + onThisHost.baro(words);
    }

    private EventOutcome refuse(String name, String why) throws TimeoutException, InterruptedException {
        return Mailbox.await(controller.submit(new Event.ConfigRefused(name, why)));
    }

    /// The previous overrides, one line each: first those that still apply, then those that the file has ended.
    public static List<String> overrides(State before, State after) {
        Stream<String> fallen = before.overrides().all().stream()
                .filter(old -> after.overrides().all().stream()
                        .noneMatch(other -> other.server().equals(old.server())
                                && other.vip().equals(old.vip())))
                .map(old -> "override removed by the file: " + old);
        Stream<String> kept = after.overrides().all().stream().map(held -> "override kept: " + held);
        return Stream.concat(kept, fallen).toList();
    }

    private void log(Order order, Result result) {
        int errors = 0;
        for (Problem problem : result.contents().reading().problems()) {
            errors += problem.severity() == Problem.Severity.ERROR ? 1 : 0;
            if (problem.severity() != Problem.Severity.ERROR || errors <= MAX_LOGGED) {
                log(problem.severity(), result.contents().placed(problem));
            }
        }
        logOutcome(order, result.outcome(), result.contents());
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

    private void logOutcome(Order order, EventOutcome outcome, ConfigFile.Contents contents) {
        int revision = outcome.after().revision();
        String failure = outcome.after().failure();
        String source = contents.name();
        if (!outcome.happened()) {
            String losses = String.join("; ", outcome.objections());
            Log.warning(
                    "CONFIG_NEEDS_FORCE", "source", source, "kept", revision, "text", losses, "fix", ifMeant(order));
        } else if (contents.reading() instanceof Reading.Refused) {
            Log.error("CONFIG_REJECTED", "source", source, "kept", revision, "text", failure);
        } else if (!failure.isEmpty()) {
            Log.error("PLAN_FAILED", "source", source, "revision", revision, "text", failure);
        } else {
            long tookMs = outcome.took().toMillis();
            Log.info("CONFIG_APPLIED", order.fields("source", source, "revision", revision, "took_ms", tookMs));
            overrides(outcome.before(), outcome.after()).forEach(line -> Log.info("OVERRIDES", "text", line));
            if (outcome.after().config().vips().isEmpty()) {
                Log.warning("NO_VIPS", "source", source, "text", NO_VIPS);
            }
        }
    }
}
