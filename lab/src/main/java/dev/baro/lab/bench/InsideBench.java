// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// What of the bench runs in a network namespace of its own, in a process of its own.
public final class InsideBench {
    private static final int QUICK_PACKETS = 50_000;
    private static final int PACKETS = 200_000;
    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private InsideBench() {}

    /// The part `packets`.
    ///
    /// @param result the file that is written
    public static void packets(int rounds, boolean quick, Path result) {
        PacketResults results = PacketBench.run(
                rounds, quick ? QUICK_PACKETS : PACKETS, quick, step -> System.err.println("  " + step));
        write(result, new Measured<>(Machine.here(), results));
        System.out.print(PacketsTable.of(results));
    }

    private static void write(Path file, Object results) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, JSON.writeValueAsString(results) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException("write " + file, e);
        }
    }

    /// Results with where and when.
    record Measured<T>(Machine machine, T results) {}
}
