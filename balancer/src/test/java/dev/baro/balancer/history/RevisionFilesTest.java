// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.baro.core.history.Awaited;
import dev.baro.core.history.HealthSums;
import dev.baro.core.history.Revision;
import dev.baro.core.history.Revision.Author;
import dev.baro.core.history.Revision.Confirmation;
import dev.baro.core.history.Revision.Effect;
import dev.baro.core.history.Revision.HealthAround;
import dev.baro.core.history.Revision.RolledBack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("what it logs is among the events that other tests look at")
class RevisionFilesTest {
    private RevisionFiles files;

    @BeforeEach
    void directory(@TempDir Path state) {
        files = RevisionFiles.in(state);
    }

    private static Revision revision(int number, String text) {
        return new Revision(
                Revision.VERSION,
                number,
                "2026-11-23T06:40:00Z",
                new Author("apply", "root", "a \"reason\""),
                "baro.yaml",
                "yaml",
                Revision.digest(text),
                0,
                List.of("vips.app.dscp   10 -> 11"),
                1,
                new Effect(1, 2, true),
                new HealthAround(new HealthSums(1, 0, 2, 2, 1), HealthSums.UNKNOWN, List.of("web1")),
                Confirmation.NONE,
                "",
                RolledBack.NOT);
    }

    @Test
    void whatIsWrittenComesBack() throws IOException {
        files.write(revision(9, "old"), "old");
        files.write(revision(10, "text\n"), "text\n");
        files.write(new Awaited(10, 9, "2026-11-23T06:41:00Z", "boot", 7, "60s"));

        assertThat(files.read().revisions()).containsExactly(revision(9, "old"), revision(10, "text\n"));
        assertThat(files.text(revision(10, "text\n"))).contains("text\n");
        assertThat(files.awaited()).contains(new Awaited(10, 9, "2026-11-23T06:41:00Z", "boot", 7, "60s"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(files.directory())))
                .isEqualTo("rwx------");
    }

    @Test
    void aTextThatIsNotTheOneThatWasAcceptedIsNone() throws IOException {
        files.write(revision(1, "text"), "text");
        Files.writeString(files.directory().resolve("1.text"), "another");

        assertThat(files.text(revision(1, "text"))).isEmpty();
    }

    @Test
    void theOldestGoWhereThereAreTooMany() {
        KeptRevisions kept = new KeptRevisions(files);
        for (int number = 1; number <= 130; number++) {
            kept.put(revision(number, "text " + number), "text " + number);
        }

        assertThat(kept.lineage().revisions()).hasSize(100);
        assertThat(files.read().revisions().getFirst().number()).isEqualTo(31);
        assertThat(files.directory()).isDirectoryNotContaining("glob:**/30.*");
    }

    /// Any bytes in any file: it is passed over, and the others are read.
    @Test
    void damagedFilesArePassedOver() throws IOException {
        long seed = Long.getLong("baro.seed", System.nanoTime());
        System.out.println("RevisionFilesTest: -Dbaro.seed=" + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 300; i++) {
            files.write(revision(1, "one"), "one");
            files.write(revision(2, "two"), "two");
            files.write(new Awaited(2, 1, "2026-11-23T06:41:00Z", "boot", 7, "60s"));
            damage(random);

            assertThatCode(() -> new KeptRevisions(files))
                    .as("seed " + seed + ", turn " + i)
                    .doesNotThrowAnyException();
            KeptRevisions kept = new KeptRevisions(files);
            assertThatCode(() -> kept.lineage().revisions().forEach(kept::text)).doesNotThrowAnyException();
            assertThat(kept.lineage().of(1)).as("the one that is not damaged").contains(revision(1, "one"));
            assertThat(kept.trouble()).isEmpty();
        }
    }

    /// Of all but the first revision.
    private void damage(Random random) throws IOException {
        try (Stream<Path> found = Files.list(files.directory())) {
            for (Path file : found.filter(file -> !file.getFileName().toString().startsWith("1."))
                    .toList()) {
                byte[] bytes = Files.readAllBytes(file);
                switch (random.nextInt(4)) {
                    case 0 -> Files.write(file, java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length)));
                    case 1 -> {
                        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
                        Files.write(file, bytes);
                    }
                    case 2 -> {
                        random.nextBytes(bytes);
                        Files.write(file, bytes);
                    }
                    default -> {
                        Files.delete(file);
                        Files.createDirectory(file);
                        Files.delete(file);
                    }
                }
            }
        }
    }

    @Test
    void whatTheDiskRefusesHoldsInMemoryAndIsWrittenLater() throws IOException {
        Files.createDirectories(files.directory().getParent());
        Files.writeString(files.directory(), "a file in place of the directory");
        KeptRevisions kept = new KeptRevisions(files);

        kept.put(revision(1, "one"), "one");
        assertThat(kept.trouble()).startsWith("revisions cannot be saved in " + files.directory());
        assertThat(kept.text(revision(1, "one"))).contains("one");

        Files.delete(files.directory());
        kept.retry();
        assertThat(kept.trouble()).isEmpty();
        assertThat(files.read().revisions()).containsExactly(revision(1, "one"));
    }
}
