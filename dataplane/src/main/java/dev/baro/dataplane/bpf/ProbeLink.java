// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.bpf;

import dev.baro.dataplane.kernel.DataplaneException;
import dev.baro.dataplane.kernel.ErrnoException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A program on the traffic-control hook of one interface, attached by the mechanism that the kernel supports.
/// Both mechanisms run it with the same packet and interpret its return values the same way (TCX_NEXT is
/// TC_ACT_UNSPEC, TCX_DROP is TC_ACT_SHOT).
public sealed interface ProbeLink extends AutoCloseable permits TcxLink, ClsactFilter {
    enum Direction {
        IN,
        OUT
    }

    /// The mechanism that attaches the program.
    enum Hook {
        /// A tcx link, which Linux 6.6 and newer support.
        TCX,
        /// A filter of the clsact qdisc, which every kernel supports.
        CLSACT,
        /// Uses tcx if the kernel supports it.
        NEWEST
    }

    /// Whether the program still runs on the interface.
    ///
    /// @param ifindex the index of the interface that currently has the name
    boolean isOn(int ifindex);

    @Override
    void close();

    /// @throws DataplaneException with the kernel's message, if the kernel does not permit it
    static ProbeLink attach(BpfProgram program, String interfaceName, Direction direction, Hook hook) {
        LibBpfLog.drain();
        try {
            return hook == Hook.CLSACT
                    ? ClsactFilter.attach(program, interfaceName, direction)
                    : TcxLink.attach(program, interfaceName, direction);
        } catch (ErrnoException e) {
            if (hook == Hook.NEWEST && hasNoTcx(e, System.getProperty("os.version"))) {
                return attach(program, interfaceName, direction, Hook.CLSACT);
            }
            throw refused(interfaceName, e);
        }
    }

    /// An older kernel does not support the attach type and reports it as invalid. If a newer kernel reports
    /// this, there is another reason.
    ///
    /// @param release the output of `uname -r`
    static boolean hasNoTcx(ErrnoException e, String release) {
        Matcher version = Pattern.compile("^(\\d+)\\.(\\d+)").matcher(release);
        boolean old = version.find()
                && Integer.parseInt(version.group(1)) * 1_000 + Integer.parseInt(version.group(2)) < 6_006;
        return old && (e.errno() == ErrnoException.EINVAL || e.errno() == ErrnoException.EOPNOTSUPP);
    }

    private static DataplaneException refused(String interfaceName, ErrnoException e) {
        if (e.errno() == ErrnoException.EPERM) {
            return new DataplaneException(
                    DataplaneException.Kind.PRIVILEGE,
                    "probing requires root, or CAP_BPF and CAP_NET_ADMIN, on " + interfaceName,
                    e);
        }
        List<LibBpfLog.Message> said = LibBpfLog.drain();
        return new DataplaneException(
                "cannot probe on " + interfaceName + ", on Linux " + System.getProperty("os.version") + ": "
                        + e.getMessage() + (said.isEmpty() ? "" : ": " + LibBpfLog.reason(said)),
                e);
    }
}
