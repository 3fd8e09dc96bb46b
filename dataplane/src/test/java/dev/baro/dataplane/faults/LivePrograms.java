// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.faults;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.baro.dataplane.bpf.BpfFs;
import dev.baro.dataplane.bpf.BpfMap;
import dev.baro.dataplane.bpf.BpfProgram;
import dev.baro.dataplane.bpf.ObjectInfo;
import dev.baro.dataplane.kernel.ErrnoException;
import dev.baro.dataplane.kernel.Fd;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// The programs that packets meet on the interfaces of an instance, whichever process has put them there.
final class LivePrograms implements AutoCloseable {
    private static final int TX = 3;
    private static final int REDIRECT = 4;
    private static final int MAC_BYTES = 6;

    /// `struct bpf_link_info` and `struct bpf_map_info`, include/uapi/linux/bpf.h.
    private static final int LINK_PROGRAM_AT = 8;
    private static final int MAP_VALUE_BYTES_AT = 12;

    @SuppressWarnings("restricted")
    private static final MethodHandle BY_ID = Linker.nativeLinker()
            .downcallHandle(
                    SymbolLookup.libraryLookup("libbpf.so.1", Arena.global())
                            .find("bpf_prog_get_fd_by_id")
                            .orElseThrow(),
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    private final List<Fd> held = new ArrayList<>();
    private final List<BpfProgram> programs = new ArrayList<>();
    private final Path directory;
    private final int ifindex;

    /// @param ifindex where frames are said to come in
    LivePrograms(String instance, int ifindex) {
        this.directory = BpfFs.directory(instance);
        this.ifindex = ifindex;
        for (Path pin : BpfFs.list(directory, "link-*")) {
            try (Fd link = BpfFs.get(pin)) {
                Fd program = new Fd("program of " + pin, byId(info(link, LINK_PROGRAM_AT)));
                held.add(program);
                programs.add(new BpfProgram("program of " + pin, program.number()));
            }
        }
        if (programs.isEmpty()) {
            throw new IllegalStateException("no program is attached of " + instance);
        }
    }

    int count() {
        return programs.size();
    }

    /// @param program 0 to [#count()] - 1
    BpfProgram.TestRun run(int program, byte[] frame) {
        return programs.get(program).testRun(frame, ifindex, 1);
    }

    /// The MAC address that a frame leaves for, which tells each real server from all others.
    String nextHop(int program, byte[] frame) {
        BpfProgram.TestRun run = run(program, frame);
        if (run.result() != TX && run.result() != REDIRECT) {
            return "nowhere, XDP action " + run.result();
        }
        return HexFormat.ofDelimiter(":").formatHex(run.packet(), 0, MAC_BYTES);
    }

    /// As if nothing had happened for so long.
    void passSeconds(int seconds) {
        try (Fd now = BpfFs.get(directory.resolve("now"));
                BpfMap map = new BpfMap("now", now.number(), info(now, MAP_VALUE_BYTES_AT), 1)) {
            map.memory().set(JAVA_INT, 0, map.memory().get(JAVA_INT, 0) + seconds);
        }
    }

    @Override
    public void close() {
        held.forEach(Fd::close);
    }

    private static int byId(int id) {
        try {
            return ErrnoException.check("open program " + id, (int) BY_ID.invokeExact(id));
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static int info(Fd object, int at) {
        return ObjectInfo.beginning("object", object.number()).getInt(at);
    }
}
