// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.host;

import dev.baro.core.api.ExitCode;
import dev.baro.core.api.OperatorException;
import dev.baro.core.model.IpAddress;
import dev.baro.dataplane.kernel.RegularFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The stored state of one network namespace. Addresses and sysctls do not survive a reboot, so their records
/// are valid only within the same boot. The applied configuration stays valid.
///
/// @param name   the file's name in the directory
/// @param bootId the running kernel's boot ID, /proc/sys/kernel/random/boot_id
public record AppliedStateFile(Path directory, String name, String bootId) {
    /// The maximum size. The file contains the applied configuration as quoted text, and little else.
    private static final int MAX_BYTES = 16 << 20;

    private static final JsonMapper JSON = new JsonMapper();

    /// The file for this process's network namespace.
    public static AppliedStateFile in(Path directory) {
        try {
            String boot =
                    Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
            return new AppliedStateFile(directory, "net-" + namespace() + ".json", boot);
        } catch (IOException e) {
            throw new OperatorException(ExitCode.FAILED, "read /proc: " + e.getMessage(), e);
        }
    }

    /// The number of this process's network namespace.
    static String namespace() {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/ns/net"))
                    .toString()
                    .replaceAll("\\D", "");
        } catch (IOException e) {
            throw new OperatorException(ExitCode.FAILED, "read /proc: " + e.getMessage(), e);
        }
    }

    /// Locks out other agents during a change. Close the channel to unlock.
    public FileChannel lock() {
        try {
            Files.createDirectories(directory);
            FileChannel channel =
                    FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            channel.lock();
            return channel;
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    public AppliedState read() {
        if (!Files.exists(path())) {
            return AppliedState.NOTHING;
        }
        try {
            return memory(JSON.readTree(RegularFile.text(path(), MAX_BYTES)));
        } catch (IOException | JacksonException | IllegalArgumentException e) {
            throw new OperatorException(
                    ExitCode.FAILED,
                    "read " + path() + ": " + e.getMessage() + "; remove it to continue without it",
                    e);
        }
    }

    /// @return [Instant#EPOCH] if there is no file
    public Instant lastWritten() {
        try {
            return Files.exists(path()) ? Files.getLastModifiedTime(path()).toInstant() : Instant.EPOCH;
        } catch (IOException e) {
            throw new OperatorException(ExitCode.FAILED, "read " + path() + ": " + e.getMessage(), e);
        }
    }

    /// Replaces the file atomically.
    public void write(AppliedState memory) {
        ObjectNode json = JSON.createObjectNode();
        json.put("boot", bootId);
        json.put("applied", memory.applied());
        ArrayNode added = json.putArray("added-vips");
        memory.addedVips().forEach(vip -> added.add(vip.toString()));
        ObjectNode sysctls = json.putObject("sysctls-before");
        memory.sysctlsBefore().forEach(sysctls::put);
        try {
            Path next = Files.writeString(directory.resolve(name + ".new"), json + "\n");
            Files.move(next, path(), StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            throw new AssertionError("one directory is on one file system", e);
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    public void delete() {
        try {
            Files.deleteIfExists(path());
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    private AppliedState memory(JsonNode json) {
        String applied = json.path("applied").asString("");
        if (!json.path("boot").asString("").equals(bootId)) {
            return new AppliedState(applied, List.of(), Map.of());
        }
        List<IpAddress> vips = new ArrayList<>();
        json.path("added-vips").forEach(v -> vips.add(IpAddress.parse(v.asString(""))));
        Map<String, String> sysctls = new HashMap<>();
        json.path("sysctls-before")
                .properties()
                .forEach(e -> sysctls.put(e.getKey(), e.getValue().asString("")));
        return new AppliedState(applied, vips, sysctls);
    }

    private Path path() {
        return directory.resolve(name);
    }

    private OperatorException unwritable(IOException e) {
        return new OperatorException(
                ExitCode.FAILED,
                "write " + path() + ": " + e.getMessage() + "; choose another directory with --state-dir",
                e);
    }
}
