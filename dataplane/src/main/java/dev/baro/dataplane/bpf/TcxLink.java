// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.bpf;

import dev.baro.dataplane.kernel.ErrnoException;
import dev.baro.dataplane.kernel.Fd;
import dev.baro.dataplane.kernel.Interfaces;
import dev.baro.dataplane.kernel.LibC;
import java.lang.foreign.MemorySegment;

/// Attaches a program with an unpinned kernel link, which ends with the process
/// (include/uapi/linux/bpf.h, BPF_TCX_INGRESS; Linux 6.6).
final class TcxLink implements ProbeLink {
    private static final int BPF_TCX_INGRESS = 46;
    private static final int BPF_TCX_EGRESS = 47;

    private final Fd link;

    private TcxLink(Fd link) {
        this.link = link;
    }

    /// @throws ErrnoException if the kernel has no such hook, or does not permit it
    static TcxLink attach(BpfProgram program, String interfaceName, Direction direction) {
        int ifindex = Interfaces.index(interfaceName);
        int type = switch (direction) {
            case IN -> BPF_TCX_INGRESS;
            case OUT -> BPF_TCX_EGRESS;
        };
        try {
            int fd = (int) LibBpf.LINK_CREATE.invokeExact(program.fd(), ifindex, type, MemorySegment.NULL);
            return new TcxLink(new Fd("probe link of " + interfaceName, ErrnoException.check("attach by tcx", fd)));
        } catch (Throwable e) {
            throw LibC.rethrow(e);
        }
    }

    @Override
    public boolean isOn(int ifindex) {
        return ObjectInfo.ifindex(link) == ifindex;
    }

    @Override
    public void close() {
        link.close();
    }
}
