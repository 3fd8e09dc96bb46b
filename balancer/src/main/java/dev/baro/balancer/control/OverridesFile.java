// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.control;

import dev.baro.balancer.log.Log;
import dev.baro.core.api.Json;
import dev.baro.core.api.SavedOverrides;
import dev.baro.core.api.SavedOverrides.Clock;
import dev.baro.core.api.SavedOverrides.Saved;
import dev.baro.core.plan.Overrides;
import dev.baro.core.plan.ServerOverride;
import dev.baro.core.plan.ServerOverride.Wish;
import dev.baro.dataplane.kernel.Boot;
import dev.baro.dataplane.kernel.RegularFile;
import dev.baro.dataplane.kernel.StateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/// Stores the overrides of operators, so that a restart of the daemon does not undo a drain. The
/// file is replaced atomically, so a crash leaves either the old or the new file. It exists only
/// while there are overrides.
public final class OverridesFile {
    /// Overrides of all 32,768 real servers take half of this.
    private static final int MAX_BYTES = 16 << 20;

    private static final long RETRY_NS = Duration.ofSeconds(5).toNanos();

    private final Path path;
    private final Instant started;
    private final long startedNs;
    private final String boot = Boot.id();
    private volatile String trouble = "";

    // The following fields belong to the thread that saves.
    private @Nullable Overrides unsaved;
    private long triedNs;

    /// @param directory the directory, created on demand
    /// @param startedNs the monotonic time that corresponds to `started`
    public OverridesFile(Path directory, Instant started, long startedNs) {
        this.path = directory.resolve("overrides.json");
        this.started = started;
        this.startedNs = startedNs;
    }

    /// Describes a problem with the file to an operator. Empty if there is none.
    public String trouble() {
        return trouble;
    }

    /// The stored overrides. An unreadable file is moved aside, and the daemon starts without it, because
    /// refusing to start would be worse.
    public Overrides read() {
        try {
            SavedOverrides saved = Json.read(RegularFile.text(path, MAX_BYTES), SavedOverrides.class);
            if (saved.version() != SavedOverrides.VERSION) {
                throw new IllegalArgumentException("its version is " + saved.version());
            }
            Instant then = startedBy(saved.clock());
            return new Overrides(
                    saved.overrides().stream().map(one -> of(one, then)).toList());
        } catch (NoSuchFileException e) {
            return Overrides.NONE;
        } catch (IOException | IllegalArgumentException | DateTimeParseException e) {
            layAside(String.valueOf(e.getMessage()));
            return Overrides.NONE;
        }
    }

    /// Blocks for milliseconds. Failures appear in the log and in [#trouble()]. The overrides still apply, and
    /// [#retry(long)] retries the save.
    public void save(Overrides overrides) {
        try {
            if (overrides.all().isEmpty()) {
                Files.deleteIfExists(path);
            } else {
                StateFile.replaceOnDisk(
                        path,
                        Json.write(new SavedOverrides(
                                        SavedOverrides.VERSION,
                                        overrides.all().stream()
                                                .map(this::saved)
                                                .toList(),
                                        new Clock(boot, started.toString(), startedNs)))
                                + "\n");
            }
            kept();
        } catch (IOException e) {
            notKept(overrides, String.valueOf(e.getMessage()));
        }
    }

    /// Retries a failed save after a few seconds. Call this often, on the thread that saves.
    ///
    /// @param nowNs the monotonic time
    public void retry(long nowNs) {
        if (unsaved != null && nowNs - triedNs >= RETRY_NS) {
            triedNs = nowNs;
            save(unsaved);
        }
    }

    private void kept() {
        if (unsaved != null) {
            Log.info("OVERRIDES_KEPT", "file", path, "text", "the overrides can be written again");
        }
        unsaved = null;
        trouble = "";
    }

    private void notKept(Overrides overrides, String why) {
        unsaved = overrides;
        String sentence = "overrides cannot be saved in " + path + " (" + why + "), so a restart uses those saved"
                + " earlier; free space there, or let root write there: saving is retried every 5 s";
        if (!sentence.equals(trouble)) {
            Log.error("OVERRIDES_NOT_KEPT", "file", path, "text", why);
        }
        trouble = sentence;
    }

    private void layAside(String why) {
        Path aside = path.resolveSibling(path.getFileName() + ".broken");
        String place = " and is now " + aside;
        Log.error("OVERRIDES_UNREADABLE", "file", path, "text", why, "aside", aside);
        try {
            Files.move(path, aside, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            Log.error("OVERRIDES_UNREADABLE", "file", path, "text", "cannot be renamed: " + e.getMessage());
            place = " and cannot be renamed";
        }
        trouble = path + " could not be read (" + why + ")" + place
                + "; servers that were drained or disabled manually take sessions again";
    }

    /// The start time of this process, as wall-clock time for the file. The clock may have been stepped since.
    private Instant startedBy(Clock clock) {
        return clock.boot().equals(boot)
                ? Instant.parse(clock.wall()).plusNanos(startedNs - clock.monotonicNs())
                : started;
    }

    private ServerOverride of(Saved saved, Instant then) {
        Wish wish = switch (saved.kind()) {
            case "drain" -> drain(saved.deadline(), then);
            case "disabled" -> new Wish.Disable();
            case "weight" -> new Wish.Weight(saved.weight());
            default -> throw new IllegalArgumentException("it has an override of kind " + saved.kind());
        };
        long sinceNs = ns(Instant.parse(saved.since()), then);
        return new ServerOverride(saved.server(), saved.vip(), wish, saved.reason(), sinceNs);
    }

    private Saved saved(ServerOverride override) {
        String since = wall(override.sinceNs()).toString();
        String server = override.server();
        String vip = override.vip();
        String reason = override.reason();
        return switch (override.wish()) {
            case Wish.Drain(long deadlineNs, var _) ->
                new Saved(server, vip, "drain", 0, reason, since, deadline(deadlineNs));
            case Wish.Disable _ -> new Saved(server, vip, "disabled", 0, reason, since, "");
            case Wish.Weight(int weight) -> new Saved(server, vip, "weight", weight, reason, since, "");
        };
    }

    private Wish drain(String deadline, Instant then) {
        if (deadline.isEmpty()) {
            return new Wish.Drain(Wish.Drain.NO_DEADLINE, false);
        }
        Instant at = Instant.parse(deadline);
        return new Wish.Drain(ns(at, then), !at.isAfter(then));
    }

    private String deadline(long deadlineNs) {
        return deadlineNs == Wish.Drain.NO_DEADLINE ? "" : wall(deadlineNs).toString();
    }

    private long ns(Instant wall, Instant then) {
        return startedNs + Duration.between(then, wall).toNanos();
    }

    private Instant wall(long ns) {
        return started.plusNanos(ns - startedNs);
    }
}
