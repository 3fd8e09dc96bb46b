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

/// The only lab with these names on this machine, from before its first change until after its last. Closing
/// removes everything, and so does the end of the process, unless it is killed with kill -9; in that case, the
/// next session or `down` removes it.
public final class LabSession implements AutoCloseable {
    /// This word is written in place of the owning process's id if the lab is meant to stay.
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

    /// @param teardown removes the remains of an earlier lab with these names now, and this lab at the end
    /// @throws LabException if a lab with these names is up
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

    /// Leaves everything running after this process ends.
    public void keep() {
        own(teardown.names(), KEPT);
        Runtime.getRuntime().removeShutdownHook(atExit);
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // The JVM is shutting down, and the hook tears down the lab. This thread has nothing left to
            // do or to report.
            builderStopped.countDown();
            Thread.interrupted();
            Pause.of(Duration.ofMinutes(1));
            return;
        }
        tearDown();
    }

    /// After Ctrl-C, stops a running build or proof before the teardown, so that nothing is created afterwards.
    private void stop() {
        System.err.println("\nbaro lab: interrupted; removing everything");
        builder.interrupt();
        try {
            if (!builderStopped.await(WaitFactor.slow(STOP_LIMIT).toMillis(), TimeUnit.MILLISECONDS)) {
                System.err.println("baro lab: still busy; removing the lab anyway");
            }
        } catch (InterruptedException e) {
            // A shutdown hook is never interrupted. If it were, it should still continue.
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
