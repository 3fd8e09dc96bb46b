// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/// The one lab of its names on this machine, from before the first change to after the last one. However the process
/// ends, all but kill -9, closing takes everything away; after kill -9 the next session or `down` does.
final class LabSession implements AutoCloseable {
    /// In place of the process that owns the lab: it is meant to stay.
    private static final String KEPT = "up";

    private final Names names;
    private final Launcher launcher;
    private final Mounts mounts;
    private final Thread atExit = Thread.ofPlatform().name("lab teardown").unstarted(this::tearDown);

    private LabSession(Names names, Launcher launcher, Mounts mounts) {
        this.names = names;
        this.launcher = launcher;
        this.mounts = mounts;
    }

    /// @throws LabException when a lab of these names is up
    static LabSession open(Names names) {
        Prerequisites.check();
        Launcher launcher = Launcher.ofThisCheckout();
        if (isUp(names)) {
            throw new LabException("a lab is up already; remove it first: baro lab down");
        }
        new Teardown(names, launcher).run();
        LabSession session = new LabSession(names, launcher, Mounts.now());
        claim(names);
        Runtime.getRuntime().addShutdownHook(session.atExit);
        return session;
    }

    Lab build(Consumer<String> progress) {
        return Lab.build(names, launcher, progress);
    }

    /// Leaves everything running beyond the end of this process.
    void keep() {
        own(names, KEPT);
        Runtime.getRuntime().removeShutdownHook(atExit);
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // The JVM is going down and the hook does it.
            return;
        }
        tearDown();
    }

    private void tearDown() {
        new Teardown(names, launcher).run();
        mounts.restore();
    }

    private static boolean isUp(Names names) {
        try {
            String owner = Files.readString(ownerFile(names)).strip();
            return owner.equals(KEPT) || ProcessHandle.of(Long.parseLong(owner)).isPresent();
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
