// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.dataplane.faults.KilledForwarder.Step;
import dev.baro.dataplane.kernel.NeedsRoot;
import dev.baro.dataplane.kernel.OwnNetwork;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Killing processes finds mistakes that were once made: each of these, planted in a copy of the classes that
/// make it. A process that is not killed does not show them.
///
/// Where a text is no longer there, the product has changed: rewrite the mistake for it.
@NeedsRoot
@Tag("faults")
class PlantedChangeTest {
    @TempDir
    private static Path directory;

    private static KillAt killAt;

    @TempDir
    private Path folder;

    @BeforeAll
    static void compile() throws IOException {
        killAt = KillAt.compiled(directory);
    }

    /// What a dead process had prepared for a virtual service that never came to be is believed.
    @Test
    void findsOrphansThatAreAdopted() throws IOException {
        PlantedChange orphansAdopted = new PlantedChange(
                "orphan adopted",
                List.of(
                        new PlantedChange.Step("RealServerTable.java", "services.contains(service)", "(service > 0)"),
                        new PlantedChange.Step(
                                "RealServerTable.java",
                                "int wanted = delta(vip, key.address());",
                                "int wanted = entry.get(JAVA_INT, L4_DELTA);")));

        finds(Step.FIRST_START, new KillTrial(killAt, List.of(), List.of(orphansAdopted.compiled(folder))));
    }

    /// The program is under the links before it knows how long sessions last.
    @Test
    void findsLimitsThatAreSetAfterTheSwap() throws IOException {
        PlantedChange limitsLate = new PlantedChange(
                "limits set after the swap",
                List.of(new PlantedChange.Step(
                        "ForwarderMaps.java", "return pins;", "pins.remove(LIMITS); return pins;")));

        finds(Step.ADOPTION, new KillTrial(killAt, List.of(limitsLate.compiled(folder)), List.of()));
    }

    /// The pins are there before what makes sense of them.
    @Test
    void findsControlThatIsWrittenLast() throws IOException {
        PlantedChange controlLast = new PlantedChange(
                "control written last",
                List.of(
                        new PlantedChange.Step("ForwarderMaps.java", "maps.writeControl(key);", ""),
                        new PlantedChange.Step(
                                "ForwarderMaps.java", "private void writeControl(", "void writeControl("),
                        new PlantedChange.Step(
                                "Forwarder.java",
                                "return forwarder;",
                                "if (!forwarder.adopted) { forwarder.maps.writeControl(options.hashKey()); }"
                                        + " return forwarder;")));

        finds(Step.FIRST_START, new KillTrial(killAt, List.of(controlLast.compiled(folder)), List.of()));
    }

    /// What a run without a kill leaves otherwise. The program's clock may tick within the window that the fault opens:
    /// then the fault shows by itself, which proves nothing of kills, and the run is made again.
    private static String undisturbed(KillTrial trial, Step step, String fresh) throws IOException {
        String difference = trial.difference(step, 0, fresh);
        for (int again = 0; again < 2 && !difference.isEmpty(); again++) {
            difference = trial.difference(step, 0, fresh);
        }
        return difference;
    }

    private static void finds(Step step, KillTrial trial) {
        OwnNetwork.run(() -> {
            Segment.build(KilledForwarder.SERVERS);
            String fresh = trial.afterFreshStart();
            List<String> calls = trial.calls(step);

            assertThat(undisturbed(trial, step, fresh)).as("not killed").isEmpty();
            for (int n = calls.size(); n > 0; n--) {
                String difference = trial.difference(step, n, fresh);
                if (!difference.isEmpty()) {
                    System.out.println(
                            "PlantedChangeTest: found at call " + n + " of " + calls.size() + ": " + calls.get(n - 1)
                                    + ": " + difference.lines().findFirst().orElse(""));
                    return;
                }
            }
            throw new AssertionError("not found by any of " + calls.size() + " kills");
        });
    }
}
