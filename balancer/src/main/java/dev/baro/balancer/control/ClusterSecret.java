// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.control;

import dev.baro.core.api.ExitCode;
import dev.baro.core.api.OperatorException;
import dev.baro.core.config.Config;
import dev.baro.core.config.Problem;
import dev.baro.dataplane.forward.HashKey;
import dev.baro.dataplane.kernel.RegularFile;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;

/// The secret file from which every balancer derives the same key of the flow hash.
public final class ClusterSecret {
    static final int MIN_BYTES = 16;
    private static final int MAX_BYTES = 4096;

    private ClusterSecret() {}

    private sealed interface Tried {
        record Fit(HashKey key) implements Tried {}

        record Unfit(Problem problem) implements Tried {}

        static Tried wrong(String what, String fix) {
            return new Unfit(Problem.error(0, 0, what, fix));
        }
    }

    /// @return the key; a random key if the configuration names no file
    /// @throws OperatorException if the file is unreadable or does not contain a secret
    public static HashKey key(Config config) {
        if (config.secretFile().isEmpty()) {
            return HashKey.random();
        }
        return switch (read(Path.of(config.secretFile()))) {
            case Tried.Fit(HashKey key) -> key;
            case Tried.Unfit(Problem problem) ->
                throw new OperatorException(
                        ExitCode.CONFIG_INVALID, "baro run: " + problem.what() + "; " + problem.fix());
        };
    }

    /// The error that a daemon started with this file would report, or a warning if every user
    /// can read the file.
    static Optional<Problem> problem(Config config) {
        if (config.secretFile().isEmpty()) {
            return Optional.empty();
        }
        Path file = Path.of(config.secretFile());
        return switch (read(file)) {
            case Tried.Fit _ -> readableByAll(file);
            case Tried.Unfit(Problem problem) -> Optional.of(problem);
        };
    }

    /// Never blocks, because it opens only regular files, not pipes.
    private static Tried read(Path file) {
        String unreadable = "cannot read the cluster secret " + file + ": ";
        String make = "create one: head -c 32 /dev/urandom > " + file + ", and copy it to every balancer";
        if (!Files.exists(file)) {
            return Tried.wrong(unreadable + "no such file", make);
        }
        try {
            byte[] secret = RegularFile.bytes(file, MAX_BYTES);
            return secret.length >= MIN_BYTES
                    ? new Tried.Fit(HashKey.of(secret))
                    : Tried.wrong(
                            "the cluster secret " + file + " has " + secret.length + " bytes, not " + MIN_BYTES + " to "
                                    + MAX_BYTES,
                            make);
        } catch (AccessDeniedException e) {
            return Tried.wrong(unreadable + "permission denied", "chown root " + file + " && chmod 600 " + file);
        } catch (IOException e) {
            return Tried.wrong(unreadable + e.getMessage(), make);
        }
    }

    private static Optional<Problem> readableByAll(Path file) {
        try {
            return Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ)
                    ? Optional.of(Problem.warning(
                            0, 0, "every user can read the cluster secret " + file, "chmod 600 " + file))
                    : Optional.empty();
        } catch (IOException e) {
            // Unlikely, because the file was readable a moment ago.
            return Optional.empty();
        }
    }
}
