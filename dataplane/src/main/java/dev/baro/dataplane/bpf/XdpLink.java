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

/// The program on one interface, as a pinned kernel link: it stays when the process ends, and another program takes its
/// place in one step (kernel/bpf/syscall.c, BPF_LINK_UPDATE).
public final class XdpLink {
    private static final int BPF_XDP = 37;
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

    private XdpLink() {}

    /// Attaches the program, or puts it in the place of the one that the pinned link has.
    ///
    /// @param ifindex   of the interface, in the network namespace of this process
    /// @param directory where the link is, or is to be, pinned; the name of the file says the mode
    /// @return whether the driver itself runs the program
    public static boolean attach(BpfProgram program, String interfaceName, int ifindex, Path directory) {
        for (Mode mode : Mode.values()) {
            if (replace(program, mode.pin(directory, interfaceName))) {
                return mode == Mode.NATIVE;
            }
        }
        try {
            create(program, interfaceName, ifindex, Mode.NATIVE, directory);
            return true;
        } catch (ErrnoException e) {
            if (!cannotBeNative(e)) {
                throw refused(interfaceName, e);
            }
        }
        try {
            create(program, interfaceName, ifindex, Mode.GENERIC, directory);
            return false;
        } catch (ErrnoException e) {
            throw refused(interfaceName, e);
        }
    }

    /// ERANGE: veth with an MTU that does not fit in one buffer (drivers/net/veth.c).
    private static boolean cannotBeNative(ErrnoException e) {
        return e.errno() == ErrnoException.EOPNOTSUPP
                || e.errno() == ErrnoException.EINVAL
                || e.errno() == ErrnoException.ERANGE;
    }

    private enum Mode {
        NATIVE(XDP_FLAGS_DRV_MODE),
        GENERIC(XDP_FLAGS_SKB_MODE);

        private final int flags;

        Mode(int flags) {
            this.flags = flags;
        }

        /// bpffs refuses names with a dot, which VLAN interfaces have.
        Path pin(Path directory, String interfaceName) {
            String word = name().toLowerCase(java.util.Locale.ROOT);
            return directory.resolve("link-" + word + "-" + interfaceName.replace('.', '_'));
        }
    }

    /// @return false when there is no such link, or its interface is gone
    private static boolean replace(BpfProgram program, Path pin) {
        if (!Files.exists(pin)) {
            return false;
        }
        try (Fd link = BpfFs.get(pin)) {
            ErrnoException.check("replace program of " + pin.getFileName(), (int)
                    LibBpf.LINK_UPDATE.invokeExact(link.number(), program.fd(), MemorySegment.NULL));
            return true;
        } catch (ErrnoException e) {
            if (e.errno() != ErrnoException.ENOLINK) {
                throw e;
            }
            BpfFs.unpin(pin);
            return false;
        } catch (Throwable e) {
            throw LibC.rethrow(e);
        }
    }

    private static void create(BpfProgram program, String name, int ifindex, Mode mode, Path directory) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment options = arena.allocate(OPTIONS);
            options.set(JAVA_LONG, 0, OPTIONS.byteSize());
            options.set(JAVA_INT, 8, mode.flags);
            int fd = ErrnoException.check(
                    "attach xdp to " + name + " (" + mode.name().toLowerCase(java.util.Locale.ROOT) + ")",
                    (int) LibBpf.LINK_CREATE.invokeExact(program.fd(), ifindex, BPF_XDP, options));
            try (Fd link = new Fd("link of " + name, fd)) {
                BpfFs.pin(link, mode.pin(directory, name));
            }
        } catch (Throwable e) {
            throw LibC.rethrow(e);
        }
    }

    private static DataplaneException refused(String interfaceName, ErrnoException e) {
        return switch (e.errno()) {
            case ErrnoException.EBUSY, ErrnoException.EEXIST ->
                new DataplaneException(
                        interfaceName + " has another XDP program; take it off: ip link set dev " + interfaceName
                                + " xdp off",
                        e);
            case ErrnoException.EPERM ->
                new DataplaneException(
                        DataplaneException.Kind.PRIVILEGE,
                        "needs root, or CAP_BPF and CAP_NET_ADMIN, to attach to " + interfaceName,
                        e);
            default -> new DataplaneException("cannot attach: " + e.getMessage(), e);
        };
    }
}
