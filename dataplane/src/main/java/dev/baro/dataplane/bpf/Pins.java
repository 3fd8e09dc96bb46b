// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.bpf;

import dev.baro.dataplane.kernel.DataplaneException;
import dev.baro.dataplane.kernel.Fd;
import dev.baro.dataplane.kernel.FileLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/// The pins of one instance, owned by one process at a time. Their directory is complete or absent: it is
/// filled under another name and renamed when complete, and renamed before anything in it is removed. A process
/// that dies midway leaves a directory under such a temporary name, which the next process removes.
public final class Pins implements AutoCloseable {
    // No instance has an underscore in its name.
    private static final String UNFINISHED = "_new";
    private static final String REMOVED = "_old";
    private static final String LOCK = "_lock";

    private final String instance;
    private final Path directory;
    private final Fd lock;

    private Pins(String instance, Path directory, Fd lock) {
        this.instance = instance;
        this.directory = directory;
        this.lock = lock;
    }

    /// Locks the instance before any access, until [#close()] or the end of the process. Mounts the BPF
    /// file system if needed.
    ///
    /// @throws DataplaneException if another process holds the instance, or if this process lacks permission
    public static Pins hold(String instance) {
        Path directory = BpfFs.directory(instance);
        Path locked = BpfFs.makeDirectory(directory.resolveSibling(instance + LOCK));
        Fd lock = FileLock.tryLock(locked).orElseThrow(() -> new DataplaneException(heldByAnother(instance)));
        try {
            Pins pins = new Pins(instance, directory, lock);
            BpfFs.remove(pins.beside(UNFINISHED));
            pins.removeOld();
            return pins;
        } catch (RuntimeException | Error e) {
            lock.close();
            throw e;
        }
    }

    /// The process that holds an instance; empty if there is none, or if it is not visible.
    static Optional<String> holder(String instance) {
        return FileLock.holder(BpfFs.directory(instance).resolveSibling(instance + LOCK));
    }

    /// Whether an earlier process left the instance running.
    public boolean exist() {
        return Files.isDirectory(directory);
    }

    /// The directory of the pins, once it exists.
    public Path directory() {
        return directory;
    }

    /// Creates an empty directory, to be filled before [#commit()].
    public Path begin() {
        return BpfFs.makeDirectory(beside(UNFINISHED));
    }

    /// Makes the new directory the directory of the instance.
    public void commit() {
        move(beside(UNFINISHED), directory);
    }

    /// Detaches the program from every interface and removes all pins. The kernel frees the other objects when
    /// the last process that uses them ends.
    ///
    /// @return whether there were any pins
    public boolean remove() {
        BpfFs.remove(beside(UNFINISHED));
        if (!exist()) {
            return false;
        }
        move(directory, beside(REMOVED));
        return removeOld();
    }

    private boolean removeOld() {
        Path old = beside(REMOVED);
        if (Files.isDirectory(old)) {
            XdpLink.in(old).forEach(XdpLink::detach);
        }
        return BpfFs.remove(old);
    }

    /// Unlocks the instance. The pins stay.
    @Override
    public void close() {
        lock.close();
    }

    private Path beside(String suffix) {
        return directory.resolveSibling(instance + suffix);
    }

    private static void move(Path from, Path to) {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new DataplaneException("cannot rename " + from + " to " + to + ": " + e.getMessage(), e);
        }
    }

    private static String heldByAnother(String instance) {
        String holder = holder(instance).map(pid -> "process " + pid).orElse("another process");
        return "instance " + instance + " is held by " + holder + "; stop that process first, or choose another"
                + " --instance";
    }
}
