// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.bench;

import dev.baro.lab.bench.InsideBench.Measured;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// The latest stored results of each part of the bench.
public record StoredResults(Path folder) {
    /// Figures that older results do not contain are read as 0.
    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    public Optional<Measured<PacketResults>> packets() {
        return read("packets", PacketResults.class);
    }

    public Optional<Measured<LiveResults>> live() {
        return read("live", LiveResults.class);
    }

    public Optional<Measured<PauseResults>> pauses() {
        return read("pauses", PauseResults.class);
    }

    public Optional<Measured<ConnectionsResults>> connections() {
        return read("connections", ConnectionsResults.class);
    }

    public Optional<Measured<ControlResults>> control() {
        return read("control", ControlResults.class);
    }

    public Optional<Measured<DaemonResults>> daemon() {
        return read("daemon", DaemonResults.class);
    }

    public Optional<Measured<ProbeReport>> probes() {
        return read("probes", ProbeReport.class);
    }

    private <T> Optional<Measured<T>> read(String part, Class<T> type) {
        Path file = folder.resolve(part + ".json");
        return Files.exists(file)
                ? Optional.of(JSON.readValue(file, JSON.getTypeFactory().constructParametricType(Measured.class, type)))
                : Optional.empty();
    }
}
