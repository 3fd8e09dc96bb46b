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

/// Keeps the program on the interfaces that are configured by name, whichever devices have these names now,
/// and on no other.
final class AttachedInterfaces implements AutoCloseable {
    private BpfProgram program;
    private final Path directory;
    private final List<String> names;
    /// By the number of the device.
    private final Map<Integer, XdpLink> links = new HashMap<>();

    private final List<DataplaneException> refusals = new ArrayList<>();
    private List<Attachment> attachments = List.of();

    /// @param directory of the pins; links that are there are taken over, and the program of before stays
    ///                  on them until [#replaceProgram()]
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

    /// What became of each interface when [#reconcile()] last looked.
    List<Attachment> attachments() {
        return attachments;
    }

    /// Numbers by name of the devices that the program is to be on, of those that are there.
    Map<String, Integer> wanted() {
        Map<String, Integer> wanted = new HashMap<>();
        names.forEach(name -> Interfaces.find(name).ifPresent(index -> wanted.put(name, index)));
        return wanted;
    }

    /// @throws DataplaneException when the last [#reconcile()] could not attach to an interface that is there
    void requireNoneRefused() {
        if (!refusals.isEmpty()) {
            throw refusals.getFirst();
        }
    }

    /// Puts another of this process's programs in the place of the one that is there.
    void use(BpfProgram other) {
        program = other;
        replaceProgram();
    }

    /// Puts this process's program in the place of the one of before, between two packets each.
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

    /// Attaches where the program is missing and may be, takes it off everywhere else, and pins what has no pin.
    ///
    /// @return what had to be done
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

    /// Lets go of the links; their pins keep them.
    @Override
    public void close() {
        links.values().forEach(XdpLink::close);
        links.clear();
    }

    /// @param index none when no device has the name
    private Attachment reconcile(String name, @Nullable Integer index, List<Repair> repairs) {
        if (index == null) {
            return new Attachment(name, Attachment.Mode.NONE, "there is no interface " + name);
        }
        XdpLink link = links.get(index);
        if (link != null && link.restorePin()) {
            repairs.add(new Repair(Repair.Kind.PIN, "the pin of the program on " + name + " was gone"));
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
                    String left = Interfaces.name(index).orElse("an interface that is gone");
                    repairs.add(new Repair(Repair.Kind.ATTACHMENT, "the program was on " + left));
                }
            }
        }
    }

    private XdpLink link(int index) {
        return Objects.requireNonNull(links.get(index));
    }
}
