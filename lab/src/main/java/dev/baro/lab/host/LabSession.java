// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.host;

import dev.baro.lab.network.LabException;
import dev.baro.lab.network.Mounts;
import dev.baro.lab.network.Names;
import dev.baro.lab.network.Pause;
import dev.baro.lab.network.Prerequisites;
import dev.baro.lab.network.Processes;
import dev.baro.lab.network.WaitFactor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// The only lab with its names on this machine, from before the first change to after the last one. Closing
/// removes everything, however the process ends, except with kill -9; then the next session or `down` does.
public final class LabSession implements AutoCloseable {
    /// Stands in place of the process that owns the lab, which is meant to stay.
    private static final String KEPT = "up";

    private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

    private final Teardown teardown;
    private final Mounts mounts;
    private final Thread builder = Thread.currentThread();
    private final CountDownLatch builderStopped = new CountDownLatch(1);
    private final Thread atExit = Thread.ofPlatform().name("lab teardown").unstarted(this::stop);

    private LabSession(Teardown teardown, Mounts mounts) {
        this.teardown = teardown;
        this.mounts = mounts;
    }

    /// @param teardown the function that removes the rest of an earlier lab of these names, and this
    ///     lab at the end
    /// @throws LabException when a lab of these names is up
    public static LabSession open(Teardown teardown) {
        Prerequisites.check();
        Names names = teardown.names();
        if (isUp(names)) {
            throw new LabException("a lab is already up; remove it first: baro lab down");
        }
        teardown.run();
        LabSession session = new LabSession(teardown, Mounts.now());
        claim(names);
        Runtime.getRuntime().addShutdownHook(session.atExit);
        return session;
    }

    public Lab build(LabPlan plan, Consumer<String> progress) {
        return Lab.build(teardown.names(), teardown.launcher(), plan, progress);
    }

    /// Leaves everything running beyond the end of this process.
    public void keep() {
        own(teardown.names(), KEPT);
        Runtime.getRuntime().removeShutdownHook(atExit);
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // The JVM is going down and the hook does it; this thread has nothing more to do or to report.
            builderStopped.countDown();
            Thread.interrupted();
            Pause.of(Duration.ofMinutes(1));
            return;
        }
        tearDown();
    }

    /// Ctrl-C stops a running build or proof first, so that nothing appears after the teardown.
    private void stop() {
        System.err.println("\nbaro lab: interrupted; removing everything");
        builder.interrupt();
        try {
            if (!builderStopped.await(WaitFactor.slow(STOP_LIMIT).toMillis(), TimeUnit.MILLISECONDS)) {
                System.err.println("baro lab: still busy; removing the lab anyway");
            }
        } catch (InterruptedException e) {
            // A shutdown hook is never interrupted; continuing is right in any case.
            Thread.currentThread().interrupt();
        }
        tearDown();
    }

    private void tearDown() {
        teardown.run();
        mounts.restore();
    }

    private static boolean isUp(Names names) {
        try {
            String owner = Files.readString(ownerFile(names)).strip();
            return owner.equals(KEPT)
                    || ProcessHandle.of(Long.parseLong(owner))
                            .filter(Processes::lives)
                            .isPresent();
        } catch (IOException e) {
            return false;
        }
    }

    private static void claim(Names names) {
        try {
            Files.createDirectory(names.directory());
        } catch (IOException e) {
            throw new LabException("make " + names.directory() + ": " + e.getMessage(), e);
        }
        own(names, Long.toString(ProcessHandle.current().pid()));
    }

    private static void own(Names names, String owner) {
        try {
            Files.writeString(ownerFile(names), owner);
        } catch (IOException e) {
            throw new LabException("write " + ownerFile(names) + ": " + e.getMessage(), e);
        }
    }

    private static Path ownerFile(Names names) {
        return names.directory().resolve("owner");
    }
}
