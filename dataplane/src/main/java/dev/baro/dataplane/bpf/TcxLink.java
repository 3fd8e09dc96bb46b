// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.bpf;

import dev.baro.dataplane.kernel.DataplaneException;
import dev.baro.dataplane.kernel.ErrnoException;
import dev.baro.dataplane.kernel.Fd;
import dev.baro.dataplane.kernel.Interfaces;
import dev.baro.dataplane.kernel.LibC;
import java.lang.foreign.MemorySegment;

/// A program on the traffic-control hook of one interface, by a kernel link that is not pinned: it goes
/// with the process (include/uapi/linux/bpf.h, BPF_TCX_INGRESS; Linux 6.6).
public final class TcxLink implements AutoCloseable {
    public enum Direction {
        IN(46),
        OUT(47);

        private final int attachType;

        Direction(int attachType) {
            this.attachType = attachType;
        }
    }

    private final Fd link;

    private TcxLink(Fd link) {
        this.link = link;
    }

    /// @throws DataplaneException where the kernel has no such hook, or does not permit it
    public static TcxLink attach(BpfProgram program, String interfaceName, Direction direction) {
        int ifindex = Interfaces.index(interfaceName);
        try {
            int fd = (int)
                    LibBpf.LINK_CREATE.invokeExact(program.fd(), ifindex, direction.attachType, MemorySegment.NULL);
            return new TcxLink(new Fd("probe link of " + interfaceName, ErrnoException.check("attach", fd)));
        } catch (ErrnoException e) {
            throw refused(interfaceName, e);
        } catch (Throwable e) {
            throw LibC.rethrow(e);
        }
    }

    @Override
    public void close() {
        link.close();
    }

    private static DataplaneException refused(String interfaceName, ErrnoException e) {
        return switch (e.errno()) {
            case ErrnoException.EINVAL, ErrnoException.EOPNOTSUPP ->
                new DataplaneException(
                        DataplaneException.Kind.UNSUPPORTED,
                        "health probes need the tcx hook of Linux 6.6 or newer, which the kernel refuses on "
                                + interfaceName + "; it is " + System.getProperty("os.version"),
                        e);
            case ErrnoException.EPERM ->
                new DataplaneException(
                        DataplaneException.Kind.PRIVILEGE,
                        "needs root, or CAP_BPF and CAP_NET_ADMIN, to probe by " + interfaceName,
                        e);
            default -> new DataplaneException("cannot probe by " + interfaceName + ": " + e.getMessage(), e);
        };
    }
}
