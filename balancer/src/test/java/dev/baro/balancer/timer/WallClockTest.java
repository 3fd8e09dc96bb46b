// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.timer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.balancer.health.HealthMonitor;
import dev.baro.balancer.log.EventRing;
import dev.baro.balancer.probe.Prober;
import dev.baro.core.health.HealthBook;
import dev.baro.dataplane.forward.Forwarder;
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
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/// A clock that is stepped, by an operator or by NTP, must not take a server out, end a drain or a session:
/// what decides never asks what time it is. No test can step the clock of the machine it runs on, so this one
/// reads the compiled code.
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

    /// Calls that read the time of day, or wait for one.
    private static final Set<String> ASKING = Set.of(
            "now", "currentTimeMillis", "systemUTC", "systemDefaultZone", "system", "tick", "parkUntil", "awaitUntil");

    @Test
    void probesNeverAskForTheTimeOfDay() throws Exception {
        assertThat(beside(Prober.class, "", WallClockTest::isClock)).isEmpty();
    }

    @Test
    void whatIsMadeOfProbesNeverAsksForTheTimeOfDay() throws Exception {
        // The times of certificates are shown.
        assertThat(beside(HealthBook.class, "", WallClockTest::isClock)).containsExactly("CertificateTimes.class");
        assertThat(beside(HealthMonitor.class, "HealthMonitor", WallClockTest::isClock))
                .isEmpty();
    }

    @Test
    void itWouldBeFound() throws Exception {
        assertThat(beside(EventRing.class, "EventRing", WallClockTest::isClock)).containsExactly("EventRing.class");
    }

    /// When the daemon started, when something was logged, when a survey was made, when an invitation ends, in how
    /// many days a certificate expires: to be shown. Beside it, how long a browser may change something, and the
    /// deadline of a confirmation, which counts by this clock only once the host was restarted.
    @Test
    void onlyWhatIsShownAsksForTheTimeOfDay() throws Exception {
        assertThat(asking(EventRing.class, "dev/baro/balancer"))
                .containsExactlyInAnyOrder(
                        "Daemon.class",
                        "api/Operator.class",
                        "api/ServerOperations.class",
                        "history/Revisions.class",
                        "log/EventRing.class",
                        "peer/Peers.class",
                        "survey/SurveyCommand.class",
                        "web/FrameSource.class",
                        "web/Tickets.class",
                        "web/VipView.class");
        assertThat(asking(Forwarder.class, "dev/baro/dataplane")).isEmpty();
        assertThat(asking(HealthBook.class, "dev/baro/core")).isEmpty();
    }

    /// The classes beside one whose names begin so, and whose constants are of this kind.
    private static List<String> beside(Class<?> one, String begin, Predicate<PoolEntry> kind) throws Exception {
        return in(one, one.getPackageName().replace('.', '/'), 1, begin + "[^/]*\\.class", kind);
    }

    /// The classes below a package that call for the time of day.
    private static List<String> asking(Class<?> oneOfTheModule, String directory) throws Exception {
        return in(oneOfTheModule, directory, Integer.MAX_VALUE, ".*\\.class", WallClockTest::asks);
    }

    private static List<String> in(Class<?> one, String directory, int depth, String names, Predicate<PoolEntry> kind)
            throws IOException, URISyntaxException {
        URI place = one.getProtectionDomain().getCodeSource().getLocation().toURI();
        if (Files.isDirectory(Path.of(place))) {
            return in(Path.of(place).resolve(directory), depth, names, kind);
        }
        try (FileSystem jar = FileSystems.newFileSystem(URI.create("jar:" + place), Map.of())) {
            return in(jar.getPath(directory), depth, names, kind);
        }
    }

    private static List<String> in(Path directory, int depth, String names, Predicate<PoolEntry> kind)
            throws IOException {
        try (Stream<Path> files = Files.walk(directory, depth)) {
            return files.filter(file -> file.getFileName().toString().matches(names))
                    .filter(file -> !file.getFileName().toString().contains("Test"))
                    .filter(file -> constants(file).anyMatch(kind))
                    .map(file -> directory.relativize(file).toString())
                    .toList();
        }
    }

    private static Stream<PoolEntry> constants(Path file) {
        try {
            ClassModel model = ClassFile.of().parse(Files.readAllBytes(file));
            return StreamSupport.stream(model.constantPool().spliterator(), false);
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

    /// `new Date()` and timers count as well, values of the time do not.
    private static boolean asks(PoolEntry entry) {
        if (!(entry instanceof MemberRefEntry member)) {
            return false;
        }
        String owner = member.owner().asInternalName();
        String name = member.name().stringValue();
        boolean makes = name.equals("<init>")
                && Set.of("java/util/Date", "java/util/Timer", "java/util/Calendar")
                        .contains(owner);
        boolean isOfTheJdk = owner.startsWith("java/");
        return makes || isOfTheJdk && ASKING.contains(name) && !owner.startsWith("java/util/stream");
    }
}
