// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.bpf;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.baro.dataplane.kernel.ErrnoException;
import dev.baro.dataplane.kernel.Fd;
import dev.baro.dataplane.kernel.LibC;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;

/// The program already on an interface, and how to remove it. Baro's own program needs a different command.
final class XdpHolder {
    private static final int XDP_FLAGS_SKB_MODE = 1 << 1;

    private XdpHolder() {}

    /// One sentence that names the owner of the interface's program and the command that removes it.
    static String sentence(String interfaceName, int ifindex) {
        int program = programId(ifindex, 0);
        return BpfFs.instances().stream()
                .filter(directory -> holds(directory, program))
                .findFirst()
                .map(directory -> ofInstance(interfaceName, directory))
                .or(() -> LinkOwner.of(program).map(link -> ofLink(interfaceName, link)))
                .orElseGet(() -> interfaceName + " has another XDP program; detach it: ip link set dev "
                        + interfaceName + " " + (programId(ifindex, XDP_FLAGS_SKB_MODE) != 0 ? "xdpgeneric" : "xdp")
                        + " off");
    }

    /// The sentence for a program that a link holds, which `ip link` cannot detach.
    private static String ofLink(String interfaceName, LinkOwner link) {
        return interfaceName + " has another XDP program, held by link " + link.id()
                + link.process()
                        .map(pid -> " of process " + pid + "; stop that process, or type: ")
                        .orElse("; detach it: ")
                + "bpftool link detach id " + link.id();
    }

    /// Compares program numbers, because interface numbers recur in other network namespaces.
    private static boolean holds(Path directory, int program) {
        return BpfFs.list(directory, "link-*").stream().anyMatch(pin -> {
            try (Fd link = BpfFs.get(pin)) {
                return program != 0 && ObjectInfo.programId(link) == program;
            } catch (ErrnoException e) {
                return false; // the pin was removed after the directory was listed
            }
        });
    }

    private static String ofInstance(String interfaceName, Path directory) {
        String instance = String.valueOf(directory.getFileName());
        if (Files.exists(directory.resolve("decap_control"))) {
            return interfaceName + " has the program of this host's baro agent, instance " + instance
                    + ", which decapsulates tunnel packets; choose another interface, or type: baro agent undo";
        }
        return interfaceName + " forwards for instance " + instance
                + Pins.holder(instance)
                        .map(pid -> ", held by process " + pid
                                + "; choose another interface, or stop that process and type: ")
                        .orElse(", left behind by a daemon that has ended; choose another interface, or type: ")
                + "baro run --detach --instance " + instance;
    }

    private static int programId(int ifindex, int flags) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment id = arena.allocate(JAVA_INT);
            int result = (int) LibBpf.XDP_QUERY_ID.invokeExact(ifindex, flags, id);
            return result == 0 ? id.get(JAVA_INT, 0) : 0;
        } catch (Throwable e) {
            throw LibC.rethrow(e);
        }
    }
}
