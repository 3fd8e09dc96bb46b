// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.history;

import dev.baro.balancer.log.Log;
import dev.baro.core.api.Json;
import dev.baro.core.history.Awaited;
import dev.baro.core.history.Lineage;
import dev.baro.core.history.Revision;
import dev.baro.dataplane.kernel.RegularFile;
import dev.baro.dataplane.kernel.StateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Stores revisions on disk: `N.json` describes revision N, and `N.text` holds its configuration as it
/// was read. Only the files' owner may read the directory. A text is written before its record, and each
/// file is written atomically.
record RevisionFiles(Path directory) {
    private static final Pattern NAME = Pattern.compile("([0-9]{1,9})\\.json");
    private static final String AWAITED = "confirm.json";

    /// The maximum size of a record: enough for a thousand changes of 200 bytes with ample reserve.
    private static final int MAX_RECORD_BYTES = 4 << 20;

    /// The size of the largest text that a configuration front end reads, encoded as UTF-8.
    private static final int MAX_TEXT_BYTES = 8 << 20;

    static RevisionFiles in(Path stateDirectory) {
        return new RevisionFiles(stateDirectory.resolve("history"));
    }

    /// The stored revisions, oldest first. A damaged file is logged and skipped.
    Lineage read() {
        List<Revision> found = new ArrayList<>();
        for (int number : numbers()) {
            record(number).ifPresent(found::add);
        }
        return new Lineage(
                found.stream().sorted(Comparator.comparingInt(Revision::number)).toList());
    }

    /// The confirmation that the previous daemon was waiting for.
    Optional<Awaited> awaited() {
        Path file = directory.resolve(AWAITED);
        try {
            return Optional.of(Json.read(RegularFile.text(file, MAX_RECORD_BYTES), Awaited.class));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            damaged(file, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    /// The text of a revision, if it matches its record.
    Optional<String> text(Revision revision) {
        Path file = textFile(revision.number());
        try {
            String text = RegularFile.text(file, MAX_TEXT_BYTES);
            if (Revision.digest(text).equals(revision.digest())) {
                return Optional.of(text);
            }
            damaged(file, "it is not the accepted text");
        } catch (IOException e) {
            damaged(file, String.valueOf(e.getMessage()));
        }
        return Optional.empty();
    }

    /// Writes a revision and its text. Blocks until both are on disk.
    void write(Revision revision, String text) throws IOException {
        prepare();
        StateFile.replaceOnDisk(textFile(revision.number()), text);
        write(revision);
    }

    /// Updates the record of a revision.
    void write(Revision revision) throws IOException {
        prepare();
        StateFile.replaceOnDisk(recordFile(revision.number()), Json.write(revision) + "\n");
    }

    void write(Awaited awaited) throws IOException {
        prepare();
        StateFile.replaceOnDisk(directory.resolve(AWAITED), Json.write(awaited) + "\n");
    }

    void removeAwaited() throws IOException {
        Files.deleteIfExists(directory.resolve(AWAITED));
    }

    void remove(int number) throws IOException {
        for (Path file : List.of(recordFile(number), textFile(number))) {
            Files.deleteIfExists(file);
            Files.deleteIfExists(file.resolveSibling(file.getFileName() + ".new")); // left when a daemon is killed
        }
    }

    long bytes(int number) {
        try {
            return Files.size(textFile(number)) + Files.size(recordFile(number));
        } catch (IOException e) {
            return 0;
        }
    }

    private void prepare() throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
    }

    private List<Integer> numbers() {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> NAME.matcher(String.valueOf(file.getFileName())))
                    .filter(Matcher::matches)
                    .map(name -> Integer.parseInt(name.group(1)))
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            damaged(directory, String.valueOf(e.getMessage()));
            return List.of();
        }
    }

    private Optional<Revision> record(int number) {
        Path file = recordFile(number);
        try {
            Revision revision = Json.read(RegularFile.text(file, MAX_RECORD_BYTES), Revision.class);
            if (revision.version() == Revision.VERSION && revision.number() == number) {
                return Optional.of(revision);
            }
            damaged(file, "it has version " + revision.version() + " and revision " + revision.number());
        } catch (IOException | IllegalArgumentException e) {
            damaged(file, String.valueOf(e.getMessage()));
        }
        return Optional.empty();
    }

    private static void damaged(Path file, String why) {
        Log.error("REVISION_UNREADABLE", "file", file, "text", why);
    }

    private Path recordFile(int number) {
        return directory.resolve(number + ".json");
    }

    private Path textFile(int number) {
        return directory.resolve(number + ".text");
    }
}
