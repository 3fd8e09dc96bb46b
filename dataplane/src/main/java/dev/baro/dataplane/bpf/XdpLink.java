// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.bpf;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.baro.dataplane.kernel.DataplaneException;
import dev.baro.dataplane.kernel.ErrnoException;
import dev.baro.dataplane.kernel.Fd;
import dev.baro.dataplane.kernel.LibC;
import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/// The program on one interface, as a pinned kernel link: it survives the process, and another program replaces
/// it in one step (kernel/bpf/syscall.c, BPF_LINK_UPDATE).
public final class XdpLink implements AutoCloseable {
    private static final int BPF_XDP = 37;
    private static final int XDP_FLAGS_UPDATE_IF_NOEXIST = 1;
    private static final int XDP_FLAGS_SKB_MODE = 1 << 1;
    private static final int XDP_FLAGS_DRV_MODE = 1 << 2;

    /// `struct bpf_link_create_opts` of libbpf 1.1: sz, flags, then members that XDP does not use.
    private static final StructLayout OPTIONS = MemoryLayout.structLayout(
            JAVA_LONG.withName("sz"),
            JAVA_INT.withName("flags"),
            MemoryLayout.paddingLayout(4),
            ADDRESS.withName("iter_info"),
            JAVA_INT.withName("iter_info_len"),
            JAVA_INT.withName("target_btf_id"));

    private final Path pin;
    private final Fd link;
    private final boolean nativeMode;
    private final String whyGeneric;

    private XdpLink(Path pin, Fd link, Mode mode, String whyGeneric) {
        this.pin = pin;
        this.link = link;
        this.nativeMode = mode == Mode.NATIVE;
        this.whyGeneric = whyGeneric;
    }

    /// All links pinned in a directory, including those whose interface is gone. The caller closes them.
    public static List<XdpLink> in(Path directory) {
        return BpfFs.list(directory, "link-*").stream().map(XdpLink::open).toList();
    }

    private static XdpLink open(Path pin) {
        boolean nativeMode = pin.getFileName().toString().startsWith(Mode.NATIVE.prefix());
        return new XdpLink(pin, BpfFs.get(pin), nativeMode ? Mode.NATIVE : Mode.GENERIC, "");
    }

    /// Attaches the program to a free interface, in native mode, or in the slower generic mode if the driver
    /// does not support native mode.
    ///
    /// @param ifindex   the index of the interface, in the network namespace of this process
    /// @param directory the directory for the link's pin, whose name contains mode, interface index and name
    /// @throws DataplaneException with a message of one sentence, if another program is already attached
    public static XdpLink attach(BpfProgram program, String interfaceName, int ifindex, Path directory) {
        String whyGeneric;
        try {
            return create(program, interfaceName, ifindex, Mode.NATIVE, directory);
        } catch (ErrnoException e) {
            if (isFinal(e)) {
                throw refused(interfaceName, ifindex, e);
            }
            whyGeneric = kernelsReason(program, ifindex, e);
        }
        try {
            XdpLink generic = create(program, interfaceName, ifindex, Mode.GENERIC, directory);
            return new XdpLink(generic.pin, generic.link, Mode.GENERIC, whyGeneric);
        } catch (ErrnoException e) {
            throw refused(interfaceName, ifindex, e);
        }
    }

    /// The index of the program's interface; 0 if the interface is gone or the link was detached.
    public int ifindex() {
        return ObjectInfo.ifindex(link);
    }

    /// Whether the driver runs the program.
    public boolean nativeMode() {
        return nativeMode;
    }

    /// Why the driver does not run the program, in the kernel's words; empty if it does, or if an
    /// earlier process attached it.
    public String whyGeneric() {
        return whyGeneric;
    }

    /// Replaces the current program atomically, between two packets.
    public void replace(BpfProgram program) {
        try {
            ErrnoException.check("replace program of " + pin.getFileName(), (int)
                    LibBpf.LINK_UPDATE.invokeExact(link.number(), program.fd(), MemorySegment.NULL));
        } catch (Throwable e) {
            throw LibC.rethrow(e);
        }
    }

    /// Restores a missing pin.
    ///
    /// @return whether the pin was missing
    public boolean restorePin() {
        if (Files.exists(pin)) {
            return false;
        }
        BpfFs.pin(link.number(), pin);
        return true;
    }

    /// Detaches the program, so that another can be attached immediately. Unpinning is not enough, because the
    /// kernel releases the link only after a while (fs/inode.c, i_callback()).
    public void detach() {
        try {
            ErrnoException.check("detach " + pin.getFileName(), (int) LibBpf.LINK_DETACH.invokeExact(link.number()));
        } catch (Throwable e) {
            throw LibC.rethrow(e);
        }
        BpfFs.unpin(pin);
        close();
    }

    /// Releases the link; the pin keeps it.
    @Override
    public void close() {
        link.close();
    }

    private enum Mode {
        NATIVE(XDP_FLAGS_DRV_MODE),
        GENERIC(XDP_FLAGS_SKB_MODE);

        private final int flags;

        Mode(int flags) {
            this.flags = flags;
        }

        String prefix() {
            return "link-" + name().toLowerCase(Locale.ROOT) + "-";
        }

        /// The index comes first, because a later interface may have the name of an earlier one. Dots are
        /// escaped, because bpffs rejects names with a dot, which VLAN interfaces have.
        Path pin(Path directory, int ifindex, String interfaceName) {
            StringBuilder escaped = new StringBuilder(prefix()).append(ifindex).append('-');
            for (byte one : interfaceName.getBytes(java.nio.charset.StandardCharsets.UTF_8)) {
                boolean plain = one >= 'a' && one <= 'z' || one >= 'A' && one <= 'Z' || one >= '0' && one <= '9';
                escaped.append(plain || one == '-' ? String.valueOf((char) one) : "_%02x".formatted(one));
            }
            return directory.resolve(escaped.toString());
        }
    }

    private static XdpLink create(BpfProgram program, String name, int ifindex, Mode mode, Path directory) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment options = arena.allocate(OPTIONS);
            options.set(JAVA_LONG, 0, OPTIONS.byteSize());
            options.set(JAVA_INT, 8, mode.flags);
            int fd = ErrnoException.check(
                    "attach xdp to " + name + " (" + mode.name().toLowerCase(Locale.ROOT) + ")",
                    (int) LibBpf.LINK_CREATE.invokeExact(program.fd(), ifindex, BPF_XDP, options));
            return pinned(new Fd("link of " + name, fd), mode, mode.pin(directory, ifindex, name));
        } catch (Throwable e) {
            throw LibC.rethrow(e);
        }
    }

    /// An existing pin of this name is left over from an earlier interface with the same index.
    private static XdpLink pinned(Fd link, Mode mode, Path pin) {
        try {
            BpfFs.unpin(pin);
            BpfFs.pin(link.number(), pin);
            return new XdpLink(pin, link, mode, "");
        } catch (RuntimeException | Error e) {
            link.close();
            throw e;
        }
    }

    /// Whether the error would also occur in the other mode. Drivers refuse native mode with
    /// arbitrary errno values: veth ERANGE for an MTU and ENOSPC for queues, virtio_net ENOMEM
    /// for queues (drivers/net/veth.c, virtio_net.c).
    private static boolean isFinal(ErrnoException e) {
        return switch (e.errno()) {
            case ErrnoException.EBUSY, ErrnoException.EEXIST, ErrnoException.EPERM, ErrnoException.ENODEV -> true;
            default -> false;
        };
    }

    /// Creating a link returns only an error number. Netlink also returns a message, which libbpf logs, so the
    /// request is repeated over netlink.
    private static String kernelsReason(BpfProgram program, int ifindex, ErrnoException e) {
        LibBpfLog.drain();
        int flags = XDP_FLAGS_DRV_MODE | XDP_FLAGS_UPDATE_IF_NOEXIST;
        try {
            int result = (int) LibBpf.XDP_ATTACH.invokeExact(ifindex, program.fd(), flags, MemorySegment.NULL);
            if (result == 0) {
                int _ = (int) LibBpf.XDP_DETACH.invokeExact(ifindex, XDP_FLAGS_DRV_MODE, MemorySegment.NULL);
            }
        } catch (Throwable failure) {
            throw LibC.rethrow(failure);
        }
        return LibBpfLog.kernelMessage(LibBpfLog.drain()).orElseGet(() -> String.valueOf(e.getMessage()));
    }

    private static DataplaneException refused(String interfaceName, int ifindex, ErrnoException e) {
        return switch (e.errno()) {
            case ErrnoException.EBUSY, ErrnoException.EEXIST ->
                new DataplaneException(XdpHolder.sentence(interfaceName, ifindex), e);
            case ErrnoException.EPERM ->
                new DataplaneException(
                        DataplaneException.Kind.PRIVILEGE,
                        "root, or CAP_BPF and CAP_NET_ADMIN, is required to attach to " + interfaceName,
                        e);
            default -> new DataplaneException("cannot attach: " + e.getMessage(), e);
        };
    }
}
