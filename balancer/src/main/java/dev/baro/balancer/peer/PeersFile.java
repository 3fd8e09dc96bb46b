// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.peer;

import dev.baro.balancer.log.Log;
import dev.baro.core.api.Json;
import dev.baro.core.peer.SavedPeers;
import dev.baro.dataplane.forward.HashKey;
import dev.baro.dataplane.kernel.RegularFile;
import dev.baro.dataplane.kernel.StateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/// Stores a balancer's key, its peers and the secret of its cluster in a directory that only the
/// directory's owner can read.
public record PeersFile(Path directory) {
    private static final int MAX_BYTES = 1 << 20;

    /// @param stateDirectory the instance's state directory
    public static PeersFile in(Path stateDirectory) {
        return new PeersFile(stateDirectory.resolve("peers"));
    }

    /// @return the stored peers; empty if this balancer was never in a cluster
    /// @throws IOException if the file exists but is unusable
    Optional<SavedPeers> read() throws IOException {
        try {
            SavedPeers saved = Json.read(RegularFile.text(file(), MAX_BYTES), SavedPeers.class);
            if (saved.version() != SavedPeers.FORM) {
                throw new IOException(file() + " has version " + saved.version() + ", not " + SavedPeers.FORM);
            }
            return Optional.of(saved);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            throw new IOException(file() + ": " + e.getMessage(), e);
        }
    }

    boolean isThere() {
        return Files.exists(file());
    }

    void save(SavedPeers peers) throws IOException {
        prepare();
        StateFile.replaceOnDisk(file(), Json.write(peers) + "\n");
    }

    /// Creates the directory if it is missing. Afterwards, only its owner can read it, whatever the umask is
    /// and whichever user created it.
    void prepare() throws IOException {
        Set<PosixFilePermission> owner = PosixFilePermissions.fromString("rwx------");
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory.toAbsolutePath().getParent());
            Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(owner));
        }
        if (!Files.getPosixFilePermissions(directory).equals(owner)) {
            Files.setPosixFilePermissions(directory, owner);
        }
    }

    /// The key of the cluster's flow hash; empty without peers, or if the file cannot be read, which is logged.
    public Optional<HashKey> hashKey() {
        try {
            return read().map(saved -> Secrets.hashKey(saved.hashKey()));
        } catch (IOException e) {
            Log.error(
                    "PEERS_UNREADABLE",
                    "text",
                    e.getMessage() + "; flows are hashed with another key than the cluster's");
            return Optional.empty();
        }
    }

    /// The peers' names; none if the file cannot be read.
    public Set<String> names() {
        try {
            return read().map(SavedPeers::names).orElse(Set.of());
        } catch (IOException e) {
            return Set.of();
        }
    }

    private Path file() {
        return directory.resolve("cluster.json");
    }
}
