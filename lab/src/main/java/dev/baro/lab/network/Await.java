// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.network;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// Waits for as long as there is progress, because no fixed time is right for every machine. The method that
/// decides takes the time as an argument.
public final class Await {
    private static final Duration PAUSE = Duration.ofMillis(10);
    private static final long BETWEEN_LOOKS_NS = Duration.ofSeconds(1).toNanos();

    private final Duration stall;
    private final Duration bound;
    private final long startNs;
    private long movedNs;
    private String seen = "";

    /// @param stall the maximum time without progress
    /// @param bound the maximum total time
    Await(Duration stall, Duration bound, long nowNs) {
        this.stall = stall;
        this.bound = bound;
        startNs = nowNs;
        movedNs = nowNs;
    }

    /// Blocks until a condition holds.
    ///
    /// @param what  a description, worded for a message: `no answer`, `not 'ready' in the log`
    /// @param there the condition, which is checked repeatedly
    /// @param seen  the state so far, in words; different words mean progress. Called at most once a second
    /// @throws LabException with the description, the time waited and the last state
    public static void until(String what, BooleanSupplier there, Supplier<String> seen) {
        long nowNs = System.nanoTime();
        Await await = new Await(WaitFactor.stall(), WaitFactor.BOUND, nowNs);
        long lookedNs = nowNs;
        while (!there.getAsBoolean()) {
            nowNs = System.nanoTime();
            if (nowNs - lookedNs >= BETWEEN_LOOKS_NS) {
                lookedNs = nowNs;
                Optional<String> gaveUp = await.after(seen.get(), nowNs);
                if (gaveUp.isPresent()) {
                    throw new LabException(what + " " + gaveUp.get());
                }
            }
            Pause.of(PAUSE);
        }
    }

    /// Blocks until a figure stops changing, which means that everything in transit has arrived.
    ///
    /// @param figure the figure, which is read repeatedly and compared
    /// @return the last figure
    public static <T> T still(Supplier<T> figure) {
        T before = figure.get();
        long endNs = System.nanoTime() + WaitFactor.BOUND.toNanos();
        while (System.nanoTime() - endNs < 0) {
            Pause.of(WaitFactor.settle());
            T now = figure.get();
            if (now.equals(before)) {
                return now;
            }
            before = now;
        }
        throw new LabException("packets still arrive after " + WaitFactor.BOUND.toSeconds() + " s");
    }

    /// @param now the current state in words
    /// @return why waiting is pointless; empty as long as waiting makes sense
    Optional<String> after(String now, long nowNs) {
        if (!now.equals(seen)) {
            seen = now;
            movedNs = nowNs;
        }
        if (nowNs - movedNs >= stall.toNanos()) {
            return Optional.of(reason("no progress has been made for " + seconds(nowNs - movedNs), nowNs));
        }
        return nowNs - startNs >= bound.toNanos()
                ? Optional.of(reason("it makes progress, but takes too long", nowNs))
                : Optional.empty();
    }

    private String reason(String why, long nowNs) {
        return "after " + seconds(nowNs - startNs) + ": " + why + "; seen last: " + seen;
    }

    private static String seconds(long ns) {
        return Duration.ofNanos(ns).toSeconds() + " s";
    }
}
