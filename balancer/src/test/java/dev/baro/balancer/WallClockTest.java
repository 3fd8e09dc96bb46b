// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.balancer.health.HealthMonitor;
import dev.baro.balancer.log.EventRing;
import dev.baro.balancer.probe.Prober;
import dev.baro.core.health.HealthBook;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/// A clock that is stepped, by an operator or by NTP, must not take a server out: what decides about health never asks
/// what time it is. No test can step the clock of the machine it runs on, so this one reads the compiled code.
class WallClockTest {
    private static final Set<String> CLOCKS = Set.of(
            "java/time/Instant",
            "java/time/Clock",
            "java/time/LocalDateTime",
            "java/time/LocalTime",
            "java/time/OffsetDateTime",
            "java/time/ZonedDateTime",
            "java/util/Date",
            "java/util/Calendar",
            "java/util/Timer",
            "java/nio/file/attribute/FileTime");

    @Test
    void probesNeverAskForTheTimeOfDay() throws Exception {
        assertThat(asking(Prober.class, "")).isEmpty();
    }

    @Test
    void whatIsMadeOfProbesNeverAsksForTheTimeOfDay() throws Exception {
        assertThat(asking(HealthBook.class, "")).isEmpty();
        assertThat(asking(HealthMonitor.class, "HealthMonitor")).isEmpty();
    }

    @Test
    void itWouldBeFound() throws Exception {
        assertThat(asking(EventRing.class, "EventRing")).containsExactly("EventRing.class");
    }

    /// The classes beside this one whose names begin so, and that can learn the time of day.
    private static List<String> asking(Class<?> beside, String begin) throws IOException, URISyntaxException {
        String directory = beside.getPackageName().replace('.', '/');
        URI place = beside.getProtectionDomain().getCodeSource().getLocation().toURI();
        if (Files.isDirectory(Path.of(place))) {
            return asking(Path.of(place).resolve(directory), begin);
        }
        try (FileSystem jar = FileSystems.newFileSystem(URI.create("jar:" + place), Map.of())) {
            return asking(jar.getPath(directory), begin);
        }
    }

    private static List<String> asking(Path directory, String begin) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().matches(begin + "[^/]*\\.class"))
                    .filter(WallClockTest::asksForTheTime)
                    .map(file -> file.getFileName().toString())
                    .toList();
        }
    }

    private static boolean asksForTheTime(Path file) {
        try {
            ClassModel model = ClassFile.of().parse(Files.readAllBytes(file));
            return StreamSupport.stream(model.constantPool().spliterator(), false)
                    .anyMatch(WallClockTest::isClock);
        } catch (IOException e) {
            throw new IllegalStateException("read " + file, e);
        }
    }

    private static boolean isClock(PoolEntry entry) {
        return switch (entry) {
            case ClassEntry type -> CLOCKS.contains(type.asInternalName());
            case MemberRefEntry member -> member.name().equalsString("currentTimeMillis");
            default -> false;
        };
    }
}
