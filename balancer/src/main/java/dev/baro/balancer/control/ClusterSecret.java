// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.control;

import dev.baro.core.api.ExitCode;
import dev.baro.core.api.OperatorException;
import dev.baro.core.config.Config;
import dev.baro.dataplane.forward.HashKey;
import dev.baro.dataplane.kernel.RegularFile;
import java.io.IOException;
import java.nio.file.Path;

/// The file that keys the flow hash alike on every balancer.
public final class ClusterSecret {
    static final int MIN_BYTES = 16;
    private static final int MAX_BYTES = 4096;

    private ClusterSecret() {}

    /// @return a random key where the configuration names no file
    /// @throws OperatorException when the file cannot be read, or is no secret
    public static HashKey key(Config config) {
        if (config.secretFile().isEmpty()) {
            return HashKey.random();
        }
        Path file = Path.of(config.secretFile());
        byte[] secret = read(file);
        if (secret.length < MIN_BYTES) {
            throw new OperatorException(
                    ExitCode.CONFIG_INVALID,
                    "baro run: " + file + " has " + secret.length + " bytes; a cluster secret has " + MIN_BYTES + " to "
                            + MAX_BYTES + ": head -c 32 /dev/urandom > " + file + ", and the same on every balancer");
        }
        return HashKey.of(secret);
    }

    private static byte[] read(Path file) {
        try {
            return RegularFile.bytes(file, MAX_BYTES);
        } catch (RegularFile.UnsuitableException e) {
            throw new OperatorException(
                    ExitCode.CONFIG_INVALID,
                    "baro run: " + file + " is no cluster secret: " + e.getMessage() + "; expected " + MIN_BYTES
                            + " to " + MAX_BYTES
                            + " bytes: head -c 32 /dev/urandom > FILE, and the same on every balancer",
                    e);
        } catch (IOException e) {
            throw new OperatorException(
                    ExitCode.CONFIG_INVALID,
                    "baro run: cannot read the cluster secret " + file + ": " + e.getMessage(),
                    e);
        }
    }
}
