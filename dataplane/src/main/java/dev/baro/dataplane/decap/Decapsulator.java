// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.decap;

import dev.baro.core.model.IpAddress;
import dev.baro.dataplane.bpf.BpfFs;
import dev.baro.dataplane.bpf.BpfMap;
import dev.baro.dataplane.bpf.BpfObject;
import dev.baro.dataplane.bpf.BpfProgram;
import dev.baro.dataplane.bpf.XdpLink;
import dev.baro.dataplane.kernel.DataplaneException;
import dev.baro.dataplane.kernel.Fd;
import dev.baro.dataplane.kernel.Interfaces;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// A snapshot of the real server's half of method ipip: a program on each interface that removes the tunnel
/// header from packets for VIPs. The program is pinned in the kernel and outlives the process, until [#remove].
///
/// @param attachments the interfaces that run the program, by name
/// @param own         the server's addresses; tunnel packets to them are examined
/// @param counters    the counters of each VIP
/// @param current     whether the program is of this build
public record Decapsulator(
        List<Attachment> attachments, Set<IpAddress> own, Map<IpAddress, Counters> counters, boolean current) {
    /// The program is not attached to any interface.
    public static final Decapsulator NONE = new Decapsulator(List.of(), Set.of(), Map.of(), true);

    /// The maximum number of own addresses. The limit for VIPs is [DecapTable#MAX_VIPS].
    private static final int MAX_OWN = 64;

    public Decapsulator {
        attachments = List.copyOf(attachments);
        own = Set.copyOf(own);
        counters = Map.copyOf(counters);
    }

    /// An interface that runs the program.
    ///
    /// @param nativeMode whether the driver runs it; otherwise the slower generic mode
    public record Attachment(String interfaceName, boolean nativeMode) {}

    /// Counters of tunnel packets for one VIP.
    ///
    /// @param packets    the packets whose tunnel header was removed
    /// @param bytes      the bytes of the packets inside, from their IP header on
    /// @param fragments  the first fragments of tunnel packets, passed untouched because the path MTU is too small
    /// @param ecnDropped the packets dropped because the inner packet could not signal congestion
    ///     (RFC 6040 section 4.2)
    public record Counters(long packets, long bytes, long fragments, long ecnDropped) {}

    /// Establishes exactly this state. The call is idempotent and keeps the counters of VIPs that remain. For
    /// each packet, either the old or the new sets apply. Interfaces are added before others are removed.
    /// Blocks for about 100 ms.
    ///
    /// @param instance   the instance that names the pins under `/sys/fs/bpf/baro/`; letters, digits and dashes
    /// @param interfaces Ethernet interfaces of this network namespace
    /// @throws DataplaneException with a message of one sentence; the previous sets stay in force in that case
    public static Decapsulator apply(
            String instance, List<String> interfaces, Set<IpAddress> own, Set<IpAddress> vips) {
        refuseWhatDoesNotFit(own, vips);
        Map<String, Integer> wanted = new LinkedHashMap<>();
        interfaces.forEach(name -> wanted.put(name, Interfaces.index(name)));
        boolean adopted = Files.isDirectory(BpfFs.directory(instance));
        Path directory = BpfFs.makeDirectory(instance);
        try {
            apply(directory, wanted, own, vips);
        } catch (RuntimeException | Error e) {
            if (!adopted) {
                BpfFs.remove(instance);
            }
            throw e;
        }
        return find(instance).orElseThrow(() -> new IllegalStateException("pins vanished from " + directory));
    }

    /// The current state; empty if there is none. In that case, only the file system is read.
    public static Optional<Decapsulator> find(String instance) {
        Path directory = BpfFs.directory(instance);
        if (!Files.isDirectory(directory)) {
            return Optional.empty();
        }
        List<Attachment> attachments = attachments(directory);
        return Optional.of(
                DecapMaps.areIn(directory)
                        ? read(directory, attachments)
                        : new Decapsulator(attachments, Set.of(), Map.of(), false));
    }

    /// Detaches the program from every interface.
    ///
    /// @return whether there was anything to remove
    public static boolean remove(String instance) {
        return BpfFs.remove(instance);
    }

    /// No program reads new maps yet, so they are filled first, and the first packet finds them complete.
    /// Existing maps change only after every interface has accepted the program.
    private static void apply(Path directory, Map<String, Integer> wanted, Set<IpAddress> own, Set<IpAddress> vips) {
        boolean fresh = !DecapMaps.areIn(directory);
        if (fresh) {
            DecapMaps.PINNED.forEach(map -> BpfFs.unpin(directory.resolve(map)));
        }
        try (BpfObject object = DecapMaps.load(directory)) {
            DecapMaps maps = DecapMaps.of(object);
            if (fresh) {
                maps.put(own, vips);
            }
            BpfProgram program = object.program("baro_decap");
            attach(program, wanted, directory);
            if (!fresh) {
                maps.put(own, vips);
            }
            maps.markCurrent();
        }
        detachOthers(directory, wanted.values());
    }

    private static Decapsulator read(Path directory, List<Attachment> attachments) {
        try (Fd control = BpfFs.get(directory.resolve("decap_control"));
                Fd tables = BpfFs.get(directory.resolve("decap_tables"));
                Fd counters = BpfFs.get(directory.resolve("decap_counters"));
                BpfMap controlMap = map(control, (int) DecapTable.CONTROL.byteSize(), 1);
                BpfMap tablesMap = map(tables, (int) DecapTable.TABLE.byteSize(), 2);
                BpfMap countersMap = map(counters, (int) DecapTable.COUNT.byteSize(), DecapTable.MAX_VIPS)) {
            DecapMaps maps = new DecapMaps(controlMap, tablesMap, countersMap);
            DecapTable.Contents contents = maps.contents();
            Map<IpAddress, Counters> counts = new TreeMap<>();
            contents.vips().forEach((vip, number) -> counts.put(vip, maps.counters(number)));
            return new Decapsulator(attachments, contents.own(), counts, maps.isCurrent());
        }
    }

    private static BpfMap map(Fd fd, int valueBytes, int entries) {
        return new BpfMap("decapsulator", fd.number(), valueBytes, entries);
    }

    /// Keeps the links of current interfaces and removes all other links.
    private static void attach(BpfProgram program, Map<String, Integer> wanted, Path directory) {
        List<XdpLink> links = XdpLink.in(directory);
        try {
            Set<Integer> attached = new HashSet<>();
            for (XdpLink link : links) {
                if (wanted.containsValue(link.ifindex())) {
                    link.replace(program);
                    attached.add(link.ifindex());
                }
            }
            wanted.forEach((name, index) -> {
                if (!attached.contains(index)) {
                    XdpLink.attach(program, name, index, directory).close();
                }
            });
        } finally {
            links.forEach(XdpLink::close);
        }
    }

    private static void detachOthers(Path directory, Collection<Integer> wanted) {
        for (XdpLink link : XdpLink.in(directory)) {
            try (link) {
                if (!wanted.contains(link.ifindex())) {
                    link.detach();
                }
            }
        }
    }

    private static List<Attachment> attachments(Path directory) {
        List<Attachment> attachments = new ArrayList<>();
        for (XdpLink link : XdpLink.in(directory)) {
            try (link) {
                Interfaces.name(link.ifindex())
                        .ifPresent(name -> attachments.add(new Attachment(name, link.nativeMode())));
            }
        }
        attachments.sort(Comparator.comparing(Attachment::interfaceName));
        return attachments;
    }

    private static void refuseWhatDoesNotFit(Set<IpAddress> own, Set<IpAddress> vips) {
        if (own.size() > MAX_OWN || vips.size() > DecapTable.MAX_VIPS) {
            throw new DataplaneException(
                    DataplaneException.Kind.FULL,
                    "at most " + MAX_OWN + " own addresses and " + DecapTable.MAX_VIPS + " VIPs fit, not " + own.size()
                            + " and " + vips.size());
        }
        for (IpAddress vip : vips) {
            if (own.contains(vip)) {
                throw new DataplaneException(vip + " cannot be both a VIP and an own address");
            }
        }
    }
}
