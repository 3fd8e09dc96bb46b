// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.forward;

import dev.baro.dataplane.bpf.BpfProgram;
import dev.baro.dataplane.bpf.Pins;
import dev.baro.dataplane.kernel.DataplaneException;
import dev.baro.dataplane.kernel.RouteWatch;
import dev.baro.dataplane.kernel.TunnelPathMtu;
import java.util.ArrayList;
import java.util.List;

/// Everything outside the maps that forwarding depends on and other programs may change: interfaces, their
/// addresses, pins. Compares it with the desired state and repairs differences.
///
/// Not thread-safe; apart from the watch's thread, it has one owner.
final class Host implements AutoCloseable {
    private final ForwarderMaps maps;
    private final Pins pins;
    private final AttachedInterfaces attached;
    private final HostFacts facts;
    private final RouteWatch watch;
    private final TunnelPathMtu pathMtu = new TunnelPathMtu();
    private volatile boolean changed;

    private Host(
            ForwarderMaps maps, Pins pins, List<String> keepsTags, AttachedInterfaces attached, Runnable onChange) {
        this.maps = maps;
        this.pins = pins;
        this.attached = attached;
        this.facts = new HostFacts(maps, keepsTags);
        this.watch = RouteWatch.start(() -> {
            changed = true;
            onChange.run();
        });
    }

    /// Attaches the program after providing its data. A missing interface is attached when it appears.
    ///
    /// @param pins     the held pins, closed with this object
    /// @param onChange the callback, called on the watch's thread after each change of the host's network
    /// @throws DataplaneException if an existing interface cannot be used
    static Host attach(ForwarderMaps maps, Pins pins, Forwarder.Interfaces interfaces, Runnable onChange) {
        AttachedInterfaces attached = new AttachedInterfaces(maps.program(), pins.directory(), interfaces.names());
        try {
            Host host = new Host(maps, pins, interfaces.keepsTags(), attached, onChange);
            try {
                host.begin();
                return host;
            } catch (RuntimeException | Error e) {
                host.watch.close();
                throw e;
            }
        } catch (RuntimeException | Error e) {
            attached.close();
            throw e;
        }
    }

    private void begin() {
        facts.tell(attached.wanted().values());
        maps.startClock();
        attached.replaceProgram();
        List<Repair> _ = reconcile(); // repairs made at the start are not reported
        attached.requireNoneRefused();
    }

    /// See [AttachedInterfaces#use].
    void use(BpfProgram program) {
        attached.use(program);
    }

    List<Attachment> attachments() {
        return attached.attachments();
    }

    /// Facts about this host that exceed the space in the program's data, each with a remedy.
    List<String> problems() {
        return facts.problems();
    }

    /// Makes the kernel learn the path MTU of tunnels.
    ///
    /// @param tunnels whether packets use tunnels
    void learnPathMtu(boolean tunnels) {
        pathMtu.learn(tunnels);
    }

    /// @return the repairs
    List<Repair> reconcile() {
        tellWhatChanged();
        List<Repair> repairs = new ArrayList<>();
        List<String> lost = maps.restorePins();
        if (!lost.isEmpty()) {
            repairs.add(new Repair(Repair.Kind.PIN, "pins were gone: " + String.join(", ", lost)));
        }
        repairs.addAll(attached.reconcile());
        return repairs;
    }

    /// Updates the program's data after a change; retries on the next call after a failure.
    private void tellWhatChanged() {
        if (!changed) {
            return;
        }
        changed = false;
        try {
            facts.tell(attached.wanted().values());
        } catch (RuntimeException e) {
            changed = true;
            throw e;
        }
    }

    @Override
    public void close() {
        pathMtu.close();
        watch.close();
        attached.close();
        pins.close();
    }
}
