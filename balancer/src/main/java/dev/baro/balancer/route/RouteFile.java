// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.route;

import dev.baro.balancer.log.Log;
import dev.baro.core.api.Json;
import dev.baro.core.model.IpAddress;
import dev.baro.core.route.SavedRoutes;
import dev.baro.core.route.SavedRoutes.Saved;
import dev.baro.core.route.Withdrawal;
import dev.baro.core.route.Withdrawals;
import dev.baro.dataplane.kernel.RegularFile;
import dev.baro.dataplane.kernel.StateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;

/// Stores operators' withdrawals, so that a restarted daemon does not announce the withdrawn VIPs
/// again, and the addresses that have routes in the kernel, so that the next daemon can distinguish
/// these routes from those of another instance. The file is replaced atomically, and exists only when
/// there is something to store.
final class RouteFile {
    /// The maximum size of the file: enough for about 16,384 VIPs, each with a reason.
    private static final int MAX_BYTES = 4 << 20;

    private final Path path;
    private final Instant started;
    private final long startedNs;
    private Kept written = Kept.NOTHING;
    private String trouble = "";

    record Kept(Withdrawals withdrawals, Set<IpAddress> addresses) {
        static final Kept NOTHING = new Kept(Withdrawals.NONE, Set.of());

        Kept {
            addresses = Set.copyOf(addresses);
        }
    }

    /// @param startedNs the monotonic time that corresponds to `started`
    RouteFile(Path directory, Instant started, long startedNs) {
        this.path = directory.resolve("routes.json");
        this.started = started;
        this.startedNs = startedNs;
    }

    /// Describes a problem with the file to an operator. Empty if there is none.
    String trouble() {
        return trouble;
    }

    /// The stored data. An unreadable file counts as missing, so routes are announced
    /// according to the configuration.
    Kept read() {
        try {
            SavedRoutes saved = Json.read(RegularFile.text(path, MAX_BYTES), SavedRoutes.class);
            if (saved.version() != SavedRoutes.VERSION) {
                throw new IllegalArgumentException("its version is " + saved.version());
            }
            written = new Kept(
                    new Withdrawals(saved.withdrawals().stream().map(this::of).toList()),
                    saved.addresses().stream().map(IpAddress::parse).collect(Collectors.toSet()));
        } catch (NoSuchFileException e) {
            written = Kept.NOTHING;
        } catch (IOException | IllegalArgumentException | DateTimeException e) {
            trouble = path + " could not be read (" + e.getMessage()
                    + "); routes that were withdrawn manually are announced again";
            Log.error("ROUTES_UNREADABLE", "file", path, "text", String.valueOf(e.getMessage()));
        }
        return written;
    }

    /// Writes the file if its content has changed since the last call or the last write
    /// failed. Blocks for milliseconds.
    void keep(Kept now) {
        if (now.equals(written)) {
            return;
        }
        try {
            if (now.equals(Kept.NOTHING)) {
                Files.deleteIfExists(path);
            } else {
                StateFile.replaceOnDisk(path, Json.write(saved(now)) + "\n");
            }
            written = now;
            trouble = "";
        } catch (IOException e) {
            String sentence = "withdrawn routes cannot be saved in " + path + " (" + e.getMessage()
                    + "), so a restart announces them again; free space there, or let root write there";
            if (!sentence.equals(trouble)) {
                Log.error("ROUTES_NOT_KEPT", "file", path, "text", String.valueOf(e.getMessage()));
            }
            trouble = sentence;
        }
    }

    private SavedRoutes saved(Kept now) {
        return new SavedRoutes(
                SavedRoutes.VERSION,
                now.withdrawals().all().stream().map(this::saved).toList(),
                now.addresses().stream().map(IpAddress::toString).sorted().toList());
    }

    private Saved saved(Withdrawal withdrawal) {
        Instant since = started.plusNanos(withdrawal.sinceNs() - startedNs);
        return new Saved(withdrawal.vip(), withdrawal.atOnce(), withdrawal.reason(), since.toString());
    }

    private Withdrawal of(Saved saved) {
        long sinceNs = startedNs
                + Duration.between(started, Instant.parse(saved.since())).toNanos();
        return new Withdrawal(saved.vip(), saved.atOnce(), saved.reason(), sinceNs);
    }
}
