// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.balancer.control.Configs;
import dev.baro.core.config.Config;
import dev.baro.core.health.Condition;
import dev.baro.core.health.Health;
import dev.baro.core.health.HealthBook;
import dev.baro.core.health.Layer;
import dev.baro.core.health.MemberHealth;
import dev.baro.core.health.ProbePlan;
import dev.baro.core.health.ProbeResult;
import dev.baro.core.health.ProbeTarget;
import dev.baro.core.health.Remembered;
import dev.baro.core.health.Reply;
import dev.baro.core.health.ServiceMember;
import dev.baro.core.health.Suspicion;
import dev.baro.core.health.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HealthFileTest {
    private static final ProbeTarget PING = new ProbeTarget(Layer.L3, "store-web-a01", "store-app1", "");
    private static final ProbeTarget CONNECTION = new ProbeTarget(Layer.L4, "store-web-a01", "store-app1", "http");

    private Path file;

    @BeforeEach
    void inADirectoryThatIsNotThereYet(@TempDir Path directory) {
        file = directory.resolve("baro").resolve("health");
    }

    @Test
    void recallsWhatWasKnown() throws IOException {
        new HealthFile(file, "boot-1").remember(book().targets(), Health.UNWATCHED);

        assertThat(recall("boot-1", PING)).isEqualTo(Condition.UP);
        assertThat(recall("boot-1", CONNECTION)).isEqualTo(Condition.DOWN);
        assertThat(recall("boot-1", new ProbeTarget(Layer.L3, "store-web-a02", "store-app1", "")))
                .isEqualTo(Condition.UNKNOWN);
    }

    @Test
    void recallsWhoWasInUse() throws IOException {
        ServiceMember member = new ServiceMember("store-app1", "http", "store-web-a01");
        MemberHealth kept = new MemberHealth(Condition.DOWN, true, Verdict.NOT_LISTENING, 0);
        MemberHealth down = new MemberHealth(Condition.DOWN, false, Verdict.NOT_LISTENING, 0);
        ServiceMember other = new ServiceMember("store-app1", "http", "store-web-a02");
        Health health = new Health(true, Map.of(member, kept, other, down), Suspicion.NONE);

        new HealthFile(file, "boot-1").remember(book().targets(), health);

        assertThat(new HealthFile(file, "boot-1").recall(Condition.UNKNOWN).used())
                .containsExactly(member);
    }

    @Test
    void whatWasKnownBeforeTheHostStartedIsForgotten() throws IOException {
        new HealthFile(file, "boot-1").remember(book().targets(), Health.UNWATCHED);

        assertThat(recall("boot-2", PING)).isEqualTo(Condition.UNKNOWN);
    }

    @Test
    void withoutAFileItIsAsTold() {
        assertThat(new HealthFile(file, "boot-1").recall(Condition.UP)).isEqualTo(Remembered.nothing(Condition.UP));
    }

    @Test
    void aSpoiledFileIsReadAsFarAsItGoes() throws IOException {
        long seed = Long.getLong("baro.seed", System.nanoTime());
        System.out.println("seed of HealthMemoryTest: " + seed);
        Random random = new Random(seed);
        new HealthFile(file, "boot-1").remember(book().targets(), Health.UNWATCHED);
        byte[] good = Files.readAllBytes(file);
        for (int round = 0; round < 500; round++) {
            byte[] bad = good.clone();
            bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
            Files.write(file, bad);

            assertThat(recall("boot-1", PING)).isIn(Condition.UP, Condition.DOWN, Condition.UNKNOWN);
        }
    }

    private Condition recall(String boot, ProbeTarget target) {
        Remembered remembered = new HealthFile(file, boot).recall(Condition.UNKNOWN);
        return remembered.conditions().getOrDefault(target, remembered.otherwise());
    }

    private static HealthBook book() {
        Config config = Configs.store(80);
        HealthBook book = new HealthBook(Remembered.nothing(Condition.UNKNOWN));
        book.watch(ProbePlan.of(config, List.of()), config.health().policy(), 0);
        for (int i = 0; i < 2; i++) {
            book.take(new ProbeResult(PING, Reply.EXPECTED, "", i, i));
            book.take(new ProbeResult(CONNECTION, Reply.REFUSED, "", i, i));
        }
        return book;
    }
}
