// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.peer;

import dev.baro.balancer.control.ConfigFile;
import dev.baro.balancer.control.Controller;
import dev.baro.balancer.control.Order;
import dev.baro.balancer.control.Reload;
import dev.baro.balancer.control.Startup;
import dev.baro.balancer.log.Log;
import dev.baro.core.config.Config;
import dev.baro.core.config.Reading;
import dev.baro.core.peer.PeerAnswer;
import dev.baro.core.peer.PeerOrder;
import dev.baro.core.peer.PeerQuestion;
import dev.baro.core.plan.State;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/// This balancer's part in applying a configuration to all balancers. Only one apply at a time can
/// reserve the balancer. The reservation ends when it is released, or when it expires, because the
/// leading balancer may fail.
public final class LocalApply {
    private static final long HELD_NS = Duration.ofSeconds(60).toNanos();

    private final Startup startup;
    private final Controller controller;
    private final Reload reload;
    private final LongSupplier nowNs;
    private String holder = "";
    private String token = "";
    private long heldNs;

    public LocalApply(Startup startup, Controller controller, Reload reload, LongSupplier nowNs) {
        this.startup = startup;
        this.controller = controller;
        this.reload = reload;
        this.nowNs = nowNs;
    }

    /// @param from   the name of the leading balancer
    /// @param wanted the token of the apply
    synchronized PeerAnswer reserve(String from, String wanted) {
        long now = nowNs.getAsLong();
        if (!token.isEmpty() && !token.equals(wanted) && now - heldNs < HELD_NS) {
            return PeerAnswer.no(PeerAnswer.BUSY, "an apply to all from " + holder + " is under way", revision());
        }
        holder = from;
        token = wanted;
        heldNs = now;
        return PeerAnswer.ok(revision());
    }

    synchronized PeerAnswer release(String held) {
        if (token.equals(held)) {
            token = "";
        }
        return PeerAnswer.ok(revision());
    }

    /// Extends the reservation, because the leading balancer is still active and other balancers may be slow.
    private synchronized void hold(String held) {
        if (holds(held)) {
            heldNs = nowNs.getAsLong();
        }
    }

    private synchronized boolean holds(String held) {
        return !held.isEmpty() && token.equals(held) && nowNs.getAsLong() - heldNs < HELD_NS;
    }

    /// Checks a configuration as `baro check --on-this-host` does, and adds the objections to it.
    PeerAnswer check(PeerQuestion question) {
        hold(question.token());
        ConfigFile.Contents tried = reload.tried(question.text());
        return switch (tried.reading()) {
            case Reading.Refused(var _) -> PeerAnswer.no(PeerAnswer.INVALID, tried.problemText(), revision());
            case Reading.Accepted(Config config, var _) -> {
                String obstacle = reload.file().obstacleToReplace(tried.text());
                if (!obstacle.isEmpty()) {
                    yield PeerAnswer.no(PeerAnswer.FAILED, "cannot write its file: " + obstacle, revision());
                }
                List<String> objections = reload.objections(order(question), tried, config);
                yield objections.isEmpty()
                        ? PeerAnswer.ok(revision())
                        : PeerAnswer.no(PeerAnswer.NEEDS_FORCE, String.join("\n", objections), revision());
            }
        };
    }

    /// Replaces the daemon's file and applies it as a new revision. On failure, the file and
    /// the configuration stay unchanged.
    PeerAnswer commit(PeerQuestion question) {
        if (!holds(question.token())) {
            return PeerAnswer.no(PeerAnswer.BUSY, "the apply took too long, and another may be under way", revision());
        }
        try {
            return answer(reload.replace(question.text(), order(question)));
        } catch (IOException e) {
            return PeerAnswer.no(PeerAnswer.FAILED, "cannot write its file: " + e.getMessage(), revision());
        } catch (Reload.UnsureException e) {
            return PeerAnswer.no(PeerAnswer.UNKNOWN, String.valueOf(e.getMessage()), revision());
        } catch (TimeoutException e) {
            return PeerAnswer.no(PeerAnswer.FAILED, "it did not answer in time: " + e.getMessage(), revision());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return PeerAnswer.no(PeerAnswer.FAILED, "it stops", revision());
        }
    }

    private PeerAnswer answer(Reload.Result result) {
        State after = result.outcome().after();
        if (!result.isInForce()) {
            return PeerAnswer.no(PeerAnswer.FAILED, after.failure(), revision());
        }
        result.remarks().forEach(remark -> Log.warning("CONFIG_WARNING", "text", remark));
        return new PeerAnswer(PeerAnswer.OK, "", after.revision(), startup.needsRestart(after.config()));
    }

    private Order order(PeerQuestion question) {
        PeerOrder asked = question.order();
        boolean local = question.from().equals(startup.placement().balancer());
        String who = local ? asked.who() : (asked.who() + " at " + question.from()).strip();
        Order order =
                Order.apply(who, asked.reason(), asked.force()).unlessConfirmed(Duration.ofSeconds(asked.withinS()));
        return asked.watched() ? order : order.unwatched();
    }

    /// The current contents of the daemon's own file, for an apply that names no other file.
    ConfigFile.Contents own() {
        return reload.file().read();
    }

    String source() {
        return startup.settings().config().toString();
    }

    private int revision() {
        return state().revision();
    }

    private State state() {
        return controller.snapshot().state();
    }
}
