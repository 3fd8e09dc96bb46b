// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.forward;

import dev.baro.dataplane.bpf.BpfProgram;
import dev.baro.dataplane.bpf.XdpLink;
import dev.baro.dataplane.kernel.AttachableInterface;
import dev.baro.dataplane.kernel.DataplaneException;
import dev.baro.dataplane.kernel.ErrnoException;
import dev.baro.dataplane.kernel.Interfaces;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Keeps the program on exactly the devices that currently have the configured interface names.
final class AttachedInterfaces implements AutoCloseable {
    private BpfProgram program;
    private final Path directory;
    private final List<String> names;
    /// The attachments, by the index of the device.
    private final Map<Integer, XdpLink> links = new HashMap<>();

    private final List<DataplaneException> refusals = new ArrayList<>();
    private List<Attachment> attachments = List.of();

    /// @param directory the directory of the pins; existing links are adopted, and they keep the
    /// previous program until [#replaceProgram()]
    AttachedInterfaces(BpfProgram program, Path directory, List<String> names) {
        this.program = program;
        this.directory = directory;
        this.names = List.copyOf(names);
        for (XdpLink link : XdpLink.in(directory)) {
            int index = link.ifindex();
            if (index == 0 || links.containsKey(index)) {
                link.detach();
            } else {
                links.put(index, link);
            }
        }
    }

    /// The state of each interface at the last [#reconcile()].
    List<Attachment> attachments() {
        return attachments;
    }

    /// The indexes, by name, of the existing devices to which the program should be attached.
    Map<String, Integer> wanted() {
        Map<String, Integer> wanted = new HashMap<>();
        names.forEach(name -> Interfaces.find(name).ifPresent(index -> wanted.put(name, index)));
        return wanted;
    }

    /// @throws DataplaneException if the last [#reconcile()] could not attach to an existing interface
    void requireNoneRefused() {
        if (!refusals.isEmpty()) {
            throw refusals.getFirst();
        }
    }

    /// Replaces the current program with another program of this process.
    void use(BpfProgram other) {
        program = other;
        replaceProgram();
    }

    /// Replaces the previous program with this process's program, between two packets on each interface.
    void replaceProgram() {
        for (int index : List.copyOf(links.keySet())) {
            XdpLink link = link(index);
            try {
                link.replace(program);
            } catch (ErrnoException e) {
                if (e.errno() != ErrnoException.ENOLINK) {
                    throw e;
                }
                links.remove(index);
                link.detach();
            }
        }
    }

    /// Attaches the program to configured interfaces that lack it, detaches it from all
    /// others, and restores pins.
    ///
    /// @return the repairs
    List<Repair> reconcile() {
        List<Repair> repairs = new ArrayList<>();
        Map<String, Integer> wanted = wanted();
        refusals.clear();
        leaveOthers(wanted.values(), repairs);
        attachments = names.stream()
                .map(name -> reconcile(name, wanted.get(name), repairs))
                .toList();
        return repairs;
    }

    /// Releases the links; their pins keep them.
    @Override
    public void close() {
        links.values().forEach(XdpLink::close);
        links.clear();
    }

    /// @param index the device's index; null if no device has the name
    private Attachment reconcile(String name, @Nullable Integer index, List<Repair> repairs) {
        if (index == null) {
            return new Attachment(name, Attachment.Mode.NONE, "there is no interface " + name);
        }
        XdpLink link = links.get(index);
        if (link != null && link.restorePin()) {
            repairs.add(new Repair(Repair.Kind.PIN, "the pin of the program on " + name + " was missing"));
        }
        if (link == null) {
            try {
                AttachableInterface.require(name);
                link = XdpLink.attach(program, name, index, directory);
            } catch (DataplaneException e) {
                refusals.add(e);
                return new Attachment(name, Attachment.Mode.NONE, String.valueOf(e.getMessage()));
            }
            links.put(index, link);
            repairs.add(new Repair(Repair.Kind.ATTACHMENT, "the program was not on " + name));
        }
        Attachment.Mode mode = link.nativeMode() ? Attachment.Mode.NATIVE : Attachment.Mode.GENERIC;
        return new Attachment(name, mode, link.whyGeneric());
    }

    private void leaveOthers(Collection<Integer> wanted, List<Repair> repairs) {
        for (int index : List.copyOf(links.keySet())) {
            XdpLink link = link(index);
            if (link.ifindex() != index || !wanted.contains(index)) {
                links.remove(index);
                link.detach();
                if (!wanted.contains(index)) {
                    String left = Interfaces.name(index).orElse("a removed interface");
                    repairs.add(new Repair(Repair.Kind.ATTACHMENT, "the program was on " + left));
                }
            }
        }
    }

    private XdpLink link(int index) {
        return Objects.requireNonNull(links.get(index));
    }
}
