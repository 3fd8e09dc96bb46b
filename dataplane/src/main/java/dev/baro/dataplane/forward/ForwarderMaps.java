// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.forward;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.baro.core.model.IpAddress;
import dev.baro.core.model.SessionSettings;
import dev.baro.core.model.SessionTimeouts;
import dev.baro.dataplane.bpf.BpfFs;
import dev.baro.dataplane.bpf.BpfMap;
import dev.baro.dataplane.bpf.BpfObject;
import dev.baro.dataplane.bpf.BpfProgram;
import dev.baro.dataplane.bpf.LibBpf;
import dev.baro.dataplane.bpf.MapInfo;
import dev.baro.dataplane.kernel.DataplaneException;
import dev.baro.dataplane.kernel.Fd;
import dev.baro.dataplane.kernel.StructFormat;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The loaded program with its maps, fresh or adopted, before anything is attached.
public final class ForwarderMaps implements AutoCloseable {
    private static final List<String> PINNED = List.of(
            "service_tables",
            "rings",
            "moved_slots",
            "real_servers",
            "sessions",
            "real_server_loads",
            "cursors",
            "real_server_counters",
            "outcomes",
            "attachments",
            "vlans",
            "fragments",
            "budgets",
            "client_budgets",
            "exceptions",
            "clock");
    /// Data sections: pinned under names without the dot that bpffs refuses.
    private static final String NOW = ".data.now";
    private static final String CONTROL = ".data.control";

    private static final VarHandle TABLE_IN_FORCE = JAVA_INT.varHandle();
    private static final long HASH_KEY = StructFormat.offset(Layout.CONTROL, "hash_key");
    private static final long LAYOUT = StructFormat.offset(Layout.CONTROL, "layout");
    private static final long SWEPT_NS = StructFormat.offset(Layout.TIME, "swept_ns");
    private static final long LONGEST_PIECE_NS = StructFormat.offset(Layout.TIME, "longest_piece_ns");

    private final BpfObject object;
    private final BpfMap control;
    private final BpfMap time;
    private final BpfMap limits;

    private ForwarderMaps(BpfObject object) {
        this.object = object;
        this.control = object.map(CONTROL);
        this.time = object.map(NOW);
        this.limits = object.map(".data.limits");
    }

    /// @param directory   of the pins; what is there is adopted
    /// @param maxSessions for a fresh table
    public static ForwarderMaps load(Path directory, int maxSessions) {
        return load(directory, maxSessions, HashKey.random());
    }

    /// @param key for a fresh table
    static ForwarderMaps load(Path directory, int maxSessions, HashKey key) {
        return load(directory, maxSessions, key, BpfObject.open("baro"));
    }

    /// @param elf another compiled copy of the program
    public static ForwarderMaps load(Path directory, int maxSessions, byte[] elf) {
        return load(directory, maxSessions, HashKey.random(), BpfObject.of("baro", elf));
    }

    private static ForwarderMaps load(Path directory, int maxSessions, HashKey fresh, BpfObject object) {
        boolean adopt = Files.exists(directory.resolve("control"));
        try {
            HashKey key = adopt ? adopt(directory) : fresh;
            int buckets = adopt
                    ? bucketsOf(directory)
                    : new SessionSettings(maxSessions, 0, SessionTimeouts.DEFAULTS).tableLines();
            object.resize("sessions", buckets);
            PINNED.forEach(map -> object.pin(map, directory.resolve(map)));
            object.pin(NOW, directory.resolve("now"));
            object.pin(CONTROL, directory.resolve("control"));
            writeSettings(object, key, buckets);
            object.load();
            ForwarderMaps maps = new ForwarderMaps(object);
            if (!adopt) {
                maps.writeControl(key);
            }
            return maps;
        } catch (RuntimeException | Error e) {
            object.close();
            throw e;
        }
    }

    public BpfProgram program() {
        return object.program("baro_xdp");
    }

    /// See [BpfObject#instructions].
    byte[] instructions(String program) {
        return object.instructions(program);
    }

    public BpfMap map(String name) {
        return object.map(name);
    }

    /// 0 or 1: which service table packets read.
    int tableInForce() {
        return (int) TABLE_IN_FORCE.getAcquire(control.memory(), 0L);
    }

    /// The one switch that packets see. Everything written before it is visible to a packet that sees it.
    void putInForce(int table) {
        TABLE_IN_FORCE.setRelease(control.memory(), 0L, table);
    }

    /// Where tunnel headers come from.
    ///
    /// @param sources at most one of each family
    public void setTunnelSources(List<IpAddress> sources) {
        sources.forEach(source -> set("tunnel_source", source));
    }

    /// Where this balancer's probes come from.
    ///
    /// @param addresses at most one of each family
    void setOwnAddresses(List<IpAddress> addresses) {
        addresses.forEach(address -> set("own", address));
    }

    private void set(String field, IpAddress address) {
        long at = StructFormat.offset(Layout.CONTROL, field + (address.isV4() ? "_v4" : "_v6"));
        MemorySegment.copy(StructFormat.mapped(address), 0, control.memory(), JAVA_BYTE, at, 16);
    }

    /// @param affinitySeconds the longest of all virtual services
    void setLimits(SessionSettings wanted, int affinitySeconds) {
        MemorySegment memory = limits.memory(0);
        for (SessionState state : SessionState.values()) {
            int seconds = state == SessionState.AFFINITY ? affinitySeconds : state.timeoutSeconds(wanted.timeouts());
            memory.setAtIndex(JAVA_INT, state.ordinal(), seconds);
        }
        int perCpu = (wanted.maxNewPerSecond() + LibBpf.possibleCpus() - 1) / LibBpf.possibleCpus();
        memory.set(JAVA_INT, StructFormat.offset(Layout.LIMITS, "sessions_per_tick"), perCpu);
    }

    /// What keys the flow hash: what it was made with, whatever was asked for since.
    HashKey hashKey() {
        return hashKey(control.memory());
    }

    /// Seconds since the maps were made.
    int tick() {
        return time.memory(0).get(JAVA_INT, 0);
    }

    /// What sweeping the session table took since the maps were made.
    long sweptNs() {
        return time.memory(0).get(JAVA_LONG, SWEPT_NS);
    }

    /// The longest soft interrupt that a piece of the sweep was, since the clock was handed to a program last.
    long longestPieceNs() {
        return time.memory(0).get(JAVA_LONG, LONGEST_PIECE_NS);
    }

    @Override
    public void close() {
        object.close();
    }

    /// Sessions are found by hash key and table size, so both are those of the maps that are there.
    private static HashKey adopt(Path directory) {
        try (Fd fd = BpfFs.get(directory.resolve("control"));
                BpfMap found = new BpfMap("control", fd.number(), (int) Layout.CONTROL.byteSize(), 1)) {
            int layout = found.memory().get(JAVA_INT, LAYOUT);
            if (layout != Layout.VERSION) {
                throw new DataplaneException("what runs under " + directory + " has map layout " + layout
                        + ", this version has " + Layout.VERSION
                        + "; stop it first, which ends its sessions: baro run --detach");
            }
            return hashKey(found.memory());
        }
    }

    private static int bucketsOf(Path directory) {
        try (Fd fd = BpfFs.get(directory.resolve("sessions"))) {
            return MapInfo.maxEntries(fd);
        }
    }

    private static HashKey hashKey(MemorySegment control) {
        return new HashKey(control.get(JAVA_LONG, HASH_KEY), control.get(JAVA_LONG, HASH_KEY + 8));
    }

    private static void writeSettings(BpfObject object, HashKey key, int buckets) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment settings = arena.allocate(Layout.SETTINGS);
            settings.set(JAVA_LONG, 0, key.first());
            settings.set(JAVA_LONG, 8, key.second());
            settings.set(JAVA_INT, StructFormat.offset(Layout.SETTINGS, "session_bucket_mask"), buckets - 1);
            object.initialize(".rodata.settings", settings);
        }
    }

    private void writeControl(HashKey key) {
        MemorySegment memory = control.memory();
        memory.set(JAVA_LONG, HASH_KEY, key.first());
        memory.set(JAVA_LONG, HASH_KEY + 8, key.second());
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
