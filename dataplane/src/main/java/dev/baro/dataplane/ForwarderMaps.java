// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.baro.core.model.IpAddress;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;

/// The loaded program with its maps, fresh or adopted, before anything is attached.
final class ForwarderMaps implements AutoCloseable {
    private static final List<String> PINNED = List.of(
            "control",
            "service_tables",
            "rings",
            "real_servers",
            "sessions",
            "real_server_loads",
            "cursors",
            "real_server_counters",
            "verdicts",
            "attachments",
            "vlans",
            "fragments",
            "answer_budgets",
            "exceptions",
            "clock");
    /// A data section: pinned under a name without the dot that bpffs refuses.
    private static final String NOW = ".data.now";

    private static final int SESSIONS_PER_BUCKET = 8;
    private static final VarHandle TABLE_IN_FORCE = JAVA_INT.varHandle();
    private static final long HASH_KEY = Layout.offset(Layout.CONTROL, "hash_key");
    private static final long LAYOUT = Layout.offset(Layout.CONTROL, "layout");

    /// Seconds by `enum session_state`: free, half-open, established, closing, udp. The values of Linux
    /// net/netfilter/ipvs/ip_vs_proto_tcp.c (tcp_timeouts: SYN_RECV, ESTABLISHED, FIN_WAIT) and ip_vs_proto_udp.c.
    private static final int[] TIMEOUTS_SECONDS = {0, 60, 900, 120, 300};

    private final BpfObject object;
    private final BpfMap control;

    private ForwarderMaps(BpfObject object) {
        this.object = object;
        this.control = object.map("control");
    }

    /// @param directory   of the pins; what is there is adopted
    /// @param maxSessions for a fresh table
    static ForwarderMaps load(Path directory, int maxSessions) {
        return load(directory, maxSessions, BpfObject.open("baro"));
    }

    /// @param elf another compiled copy of the program
    static ForwarderMaps load(Path directory, int maxSessions, byte[] elf) {
        return load(directory, maxSessions, BpfObject.of("baro", elf));
    }

    private static ForwarderMaps load(Path directory, int maxSessions, BpfObject object) {
        boolean adopt = Files.exists(directory.resolve("control"));
        try {
            long[] hashKey = new long[2];
            int buckets = adopt ? adopt(directory, hashKey) : fresh(maxSessions, hashKey);
            object.resize("sessions", buckets);
            PINNED.forEach(map -> object.pin(map, directory.resolve(map)));
            object.pin(NOW, directory.resolve("now"));
            writeSettings(object, hashKey, buckets);
            object.load();
            ForwarderMaps maps = new ForwarderMaps(object);
            if (!adopt) {
                maps.writeControl(hashKey);
            }
            return maps;
        } catch (RuntimeException | Error e) {
            object.close();
            throw e;
        }
    }

    BpfProgram program() {
        return object.program("baro_xdp");
    }

    BpfMap map(String name) {
        return object.map(name);
    }

    /// 0 or 1: which service table packets read.
    int tableInForce() {
        return (int) TABLE_IN_FORCE.getAcquire(control.memory(), 0L);
    }

    /// The one switch that packets see. Everything written before it is visible to whoever sees it.
    void putInForce(int table) {
        TABLE_IN_FORCE.setRelease(control.memory(), 0L, table);
    }

    /// Where tunnel headers come from.
    ///
    /// @param sources at most one of each family
    void setTunnelSources(List<IpAddress> sources) {
        for (IpAddress source : sources) {
            String field = source.isV4() ? "tunnel_source_v4" : "tunnel_source_v6";
            MemorySegment.copy(
                    Layout.mapped(source), 0, control.memory(), JAVA_BYTE, Layout.offset(Layout.CONTROL, field), 16);
        }
    }

    @Override
    public void close() {
        object.close();
    }

    private static int fresh(int maxSessions, long[] hashKey) {
        SecureRandom random = new SecureRandom();
        hashKey[0] = random.nextLong();
        hashKey[1] = random.nextLong();
        int buckets = (maxSessions + SESSIONS_PER_BUCKET - 1) / SESSIONS_PER_BUCKET;
        return Math.max(1, Integer.highestOneBit(Math.max(1, 2 * buckets - 1)));
    }

    /// Sessions are found by hash key and table size, so both are those of the maps that are there.
    ///
    /// @param hashKey filled
    /// @return buckets of the session table
    private static int adopt(Path directory, long[] hashKey) {
        try (Fd fd = BpfFs.get(directory.resolve("control"));
                BpfMap found = new BpfMap("control", fd.number(), (int) Layout.CONTROL.byteSize(), 1)) {
            int layout = found.memory().get(JAVA_INT, LAYOUT);
            if (layout != Layout.VERSION) {
                throw new DataplaneException("what runs under " + directory + " has map layout " + layout
                        + ", this version has " + Layout.VERSION
                        + "; stop it first, which ends its sessions: baro run --detach");
            }
            hashKey[0] = found.memory().get(JAVA_LONG, HASH_KEY);
            hashKey[1] = found.memory().get(JAVA_LONG, HASH_KEY + 8);
        }
        try (Fd fd = BpfFs.get(directory.resolve("sessions"))) {
            return MapInfo.maxEntries(fd);
        }
    }

    private static void writeSettings(BpfObject object, long[] hashKey, int buckets) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment settings = arena.allocate(Layout.SETTINGS);
            settings.set(JAVA_LONG, 0, hashKey[0]);
            settings.set(JAVA_LONG, 8, hashKey[1]);
            settings.set(JAVA_INT, Layout.offset(Layout.SETTINGS, "session_bucket_mask"), buckets - 1);
            long timeouts = Layout.offset(Layout.SETTINGS, "session_timeout_ticks");
            for (int state = 0; state < TIMEOUTS_SECONDS.length; state++) {
                settings.set(JAVA_INT, timeouts + 4L * state, TIMEOUTS_SECONDS[state]);
            }
            object.initialize(".rodata.settings", settings);
        }
    }

    private void writeControl(long[] hashKey) {
        MemorySegment memory = control.memory();
        memory.set(JAVA_LONG, HASH_KEY, hashKey[0]);
        memory.set(JAVA_LONG, HASH_KEY + 8, hashKey[1]);
        memory.set(JAVA_INT, LAYOUT, Layout.VERSION);
    }

    /// Hands the clock to this program; without it, time stands still for sessions and next hops.
    void startClock() {
        int result = object.program("baro_start_clock").call();
        if (result != 0) {
            throw new DataplaneException("the kernel clock does not start (step " + result + ")");
        }
    }
}
