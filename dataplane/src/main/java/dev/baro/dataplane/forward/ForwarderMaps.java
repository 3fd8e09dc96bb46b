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
import dev.baro.dataplane.bpf.InnerMaps;
import dev.baro.dataplane.bpf.LibBpf;
import dev.baro.dataplane.bpf.ObjectInfo;
import dev.baro.dataplane.bpf.Slabs;
import dev.baro.dataplane.kernel.DataplaneException;
import dev.baro.dataplane.kernel.Fd;
import dev.baro.dataplane.kernel.StructFormat;
import dev.baro.dataplane.trace.DryRun;
import dev.baro.dataplane.trace.PacketTrace;
import dev.baro.dataplane.trace.TraceFilter;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The loaded program with its maps, fresh or adopted, before anything is attached.
public final class ForwarderMaps implements AutoCloseable {
    private static final List<String> PINNED = List.of(
            "service_tables",
            "slabs",
            "real_servers",
            "sessions",
            "occupied",
            "real_server_loads",
            "told_sessions",
            "cursors",
            "real_server_counters",
            "counter_blocks",
            "outcomes",
            "vip_outcomes",
            "attachments",
            "own_macs",
            "own_addresses",
            "vlans",
            "tags",
            "fragments",
            "early_fragments",
            "fragment_clients",
            "paths",
            "path_in_use",
            "budgets",
            "client_budgets",
            "exceptions",
            "clock");
    private static final String SLABS = "slabs";
    private static final String COUNTERS = "counter_blocks";
    /// Data sections, pinned under names without the dot, which bpffs does not accept.
    private static final String NOW = ".data.now";
    private static final String CONTROL = ".data.control";
    private static final String LIMITS = ".data.limits";
    static final String HOST = ".data.host";
    private static final String RINGS = ".bss";
    private static final Map<String, String> SECTIONS =
            Map.of(NOW, "now", CONTROL, "control", LIMITS, "limits", HOST, "host", RINGS, "rings");

    /// The maps that the program never writes.
    private static final List<String> READ_ONLY = List.of(
            "service_tables", "own_macs", "own_addresses", "attachments", "vlans", "tags", NOW, CONTROL, LIMITS, HOST);

    private static final VarHandle TABLE_IN_FORCE = JAVA_INT.varHandle();
    private static final VarHandle ROUTE_CHANGES = JAVA_INT.varHandle();
    private static final long ROUTE_CHANGES_AT = StructFormat.offset(Layout.LIMITS, "route_changes");
    private static final long RINGS_TICK = StructFormat.offset(Layout.LIMITS, "rings_tick");
    private static final long HASH_KEY = StructFormat.offset(Layout.CONTROL, "hash_key");
    private static final long LAYOUT = StructFormat.offset(Layout.CONTROL, "layout");
    private static final long SWEPT_NS = StructFormat.offset(Layout.TIME, "swept_ns");
    private static final long LONGEST_PIECE_NS = StructFormat.offset(Layout.TIME, "longest_piece_ns");
    private static final long LONGEST_WORK_NS = StructFormat.offset(Layout.TIME, "longest_work_ns");

    private final BpfObject object;
    private final BpfMap control;
    private final BpfMap time;
    private final BpfMap limits;
    private final InnerMaps slabs;
    private final InnerMaps counters;
    private Path directory;
    private @Nullable ForwarderMaps tracing;

    private ForwarderMaps(BpfObject object, Path directory) {
        this.object = object;
        this.directory = directory;
        this.slabs = object.innerMaps(SLABS, directory);
        this.counters = object.innerMaps(COUNTERS, directory);
        this.control = object.map(CONTROL);
        this.time = object.map(NOW);
        this.limits = object.map(LIMITS);
    }

    /// @param directory   the directory of the pins; existing pins are adopted
    /// @param maxSessions the capacity of a fresh table
    public static ForwarderMaps load(Path directory, int maxSessions) {
        return load(directory, maxSessions, HashKey.random());
    }

    /// @param key the hash key for a fresh table
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
            object.resize("occupied", (buckets + Long.SIZE - 1) / Long.SIZE);
            object.hasInnerMaps(SLABS);
            object.hasInnerMaps(COUNTERS);
            pins().forEach((map, pin) -> object.pin(map, directory.resolve(pin)));
            writeSettings(object, key, buckets);
            object.load();
            ForwarderMaps maps = new ForwarderMaps(object, directory);
            if (!adopt) {
                maps.writeControl(key);
                maps.setLimits(SessionSettings.DEFAULTS, 0);
            }
            // The previous daemon may have had peers; a daemon that has peers sets this again.
            maps.limits.memory(0).set(JAVA_INT, StructFormat.offset(Layout.LIMITS, "has_peers"), 0);
            return maps;
        } catch (RuntimeException | Error e) {
            object.close();
            throw e;
        }
    }

    /// Switches [#program()] to the program with trace hooks, on the same maps.
    ///
    /// @throws IllegalStateException while another trace runs
    PacketTrace trace(TraceFilter wanted, int packets) {
        if (tracing != null) {
            throw new IllegalStateException("a trace runs");
        }
        BpfObject other = BpfObject.open("trace");
        try {
            PacketTrace.want(other, wanted);
        } catch (RuntimeException | Error e) {
            other.close();
            throw e;
        }
        ForwarderMaps loaded = load(directory, 0, hashKey(), other);
        tracing = loaded;
        return new PacketTrace(loaded.map("traces"), loaded.map(".data.bounds"), packets);
    }

    /// The program that also traces, sharing only the maps that the program does not write. It
    /// is not loaded yet.
    DryRun dryRun() {
        try (Arena arena = Arena.ofConfined()) {
            return DryRun.of(READ_ONLY.stream().map(object::map).toList(), settings(arena, hashKey(), 1));
        }
    }

    /// Switches [#program()] back to the ordinary program.
    ///
    /// @return the tracing object, to be closed once no packet uses it
    Optional<ForwarderMaps> endTrace() {
        Optional<ForwarderMaps> ended = Optional.ofNullable(tracing);
        tracing = null;
        ended.ifPresent(_ -> takeExceptions());
        return ended;
    }

    /// Makes this object's program handle exceptions again, after another program was loaded.
    private void takeExceptions() {
        try (Arena arena = Arena.ofConfined()) {
            int fd = object.program("baro_exceptions").fd();
            object.map("exceptions").write(0, arena.allocateFrom(JAVA_INT, fd));
        }
    }

    /// The file name of each map's pin, by the map's name.
    private static Map<String, String> pins() {
        Map<String, String> pins = new LinkedHashMap<>();
        PINNED.forEach(map -> pins.put(map, map));
        pins.putAll(SECTIONS);
        return pins;
    }

    /// Records the new directory of the pins, after it was renamed.
    void pinnedIn(Path renamed) {
        directory = renamed;
        slabs.pinnedIn(renamed);
        counters.pinnedIn(renamed);
    }

    /// Restores missing pins.
    ///
    /// @return names of the missing pins
    List<String> restorePins() {
        List<String> gone = new ArrayList<>();
        pins().forEach((map, pin) -> {
            if (!Files.exists(directory.resolve(pin))) {
                gone.add(pin);
                object.map(map).pin(BpfFs.makeDirectory(directory).resolve(pin));
            }
        });
        gone.addAll(slabs.restorePins());
        gone.addAll(counters.restorePins());
        return gone;
    }

    /// The program that packets pass through.
    public BpfProgram program() {
        return tracing == null ? object.program("baro_xdp") : tracing.program();
    }

    /// See [BpfObject#instructions].
    byte[] instructions(String program) {
        return object.instructions(program);
    }

    /// The memory of rings.
    Slabs slabs() {
        return new Slabs(object.map(RINGS), slabs, Layout.RINGS);
    }

    /// The counters of each real server.
    RealServerCounters counters() {
        return new RealServerCounters(object.map("real_server_counters"), counters);
    }

    public BpfMap map(String name) {
        return object.map(name);
    }

    /// The service table in use: 0 or 1.
    int tableInForce() {
        return (int) TABLE_IN_FORCE.getAcquire(control.memory(), 0L);
    }

    /// Activates a service table in a single switch. Packets that use the new table also use everything
    /// written before the switch.
    void putInForce(int table) {
        TABLE_IN_FORCE.setRelease(control.memory(), 0L, table);
    }

    /// Sets the source addresses of tunnel headers.
    ///
    /// @param sources the addresses, at most one of each family; a missing family clears the previous source
    public void setTunnelSources(List<IpAddress> sources) {
        for (boolean v4 : new boolean[] {true, false}) {
            byte[] value = sources.stream()
                    .filter(address -> address.isV4() == v4)
                    .findFirst()
                    .map(StructFormat::mapped)
                    .orElseGet(() -> new byte[16]);
            long at = StructFormat.offset(Layout.CONTROL, "tunnel_source" + (v4 ? "_v4" : "_v6"));
            MemorySegment.copy(value, 0, control.memory(), JAVA_BYTE, at, 16);
        }
    }

    /// @param affinitySeconds the longest affinity of all virtual services
    void setLimits(SessionSettings wanted, int affinitySeconds) {
        MemorySegment memory = limits.memory(0);
        for (SessionState state : SessionState.values()) {
            int seconds = state == SessionState.AFFINITY ? affinitySeconds : state.timeoutSeconds(wanted.timeouts());
            memory.setAtIndex(JAVA_INT, state.ordinal(), seconds);
        }
        int perCpu = (wanted.maxNewPerSecond() + LibBpf.possibleCpus() - 1) / LibBpf.possibleCpus();
        memory.set(JAVA_INT, StructFormat.offset(Layout.LIMITS, "sessions_per_tick"), perCpu);
    }

    /// Makes the program look up the next hops of multipath routes again. Any thread may call this.
    void forgetPaths() {
        int _ = (int) ROUTE_CHANGES.getAndAdd(limits.memory(0), ROUTE_CHANGES_AT, 1);
    }

    /// The directory of the pins.
    Path directory() {
        return directory;
    }

    /// Makes the sweep look for sessions that no longer need an entry.
    void ringsChanged() {
        limits.memory(0).set(JAVA_INT, RINGS_TICK, tick());
    }

    /// The key of the flow hash, which never changes after creation.
    HashKey hashKey() {
        return hashKey(control.memory());
    }

    /// Seconds since the maps were created.
    int tick() {
        return time.memory(0).get(JAVA_INT, 0);
    }

    /// The time spent sweeping the session table since the maps were created.
    long sweptNs() {
        return time.memory(0).get(JAVA_LONG, SWEPT_NS);
    }

    /// The longest piece of the sweep, as a soft interrupt, since a program last took over the clock.
    long longestPieceNs() {
        return time.memory(0).get(JAVA_LONG, LONGEST_PIECE_NS);
    }

    /// The longest piece of the sweep, not counting its longest interval of 16 buckets, in which it
    /// may have been interrupted.
    long longestWorkNs() {
        return time.memory(0).get(JAVA_LONG, LONGEST_WORK_NS);
    }

    @Override
    public void close() {
        object.close();
    }

    /// Hash key and table size locate sessions, so both must equal the existing maps' values.
    private static HashKey adopt(Path directory) {
        try (Fd fd = BpfFs.get(directory.resolve("control"));
                BpfMap found = new BpfMap("control", fd.number(), (int) Layout.CONTROL.byteSize(), 1)) {
            int layout = found.memory().get(JAVA_INT, LAYOUT);
            if (layout != Layout.VERSION) {
                throw new DataplaneException("the program running under " + directory + " has map layout " + layout
                        + ", but this version has " + Layout.VERSION
                        + (layout > Layout.VERSION
                                ? "; restart the newer version, which keeps its sessions, or end them: "
                                : "; stop it first, which ends its sessions: ")
                        + "baro run --detach --instance " + directory.getFileName());
            }
            return hashKey(found.memory());
        }
    }

    private static int bucketsOf(Path directory) {
        try (Fd fd = BpfFs.get(directory.resolve("sessions"))) {
            return ObjectInfo.maxEntries(fd);
        }
    }

    private static HashKey hashKey(MemorySegment control) {
        return new HashKey(control.get(JAVA_LONG, HASH_KEY), control.get(JAVA_LONG, HASH_KEY + 8));
    }

    private static void writeSettings(BpfObject object, HashKey key, int buckets) {
        try (Arena arena = Arena.ofConfined()) {
            object.initialize(".rodata.settings", settings(arena, key, buckets));
        }
    }

    private static MemorySegment settings(Arena arena, HashKey key, int buckets) {
        MemorySegment settings = arena.allocate(Layout.SETTINGS);
        settings.set(JAVA_LONG, 0, key.first());
        settings.set(JAVA_LONG, 8, key.second());
        settings.set(JAVA_INT, StructFormat.offset(Layout.SETTINGS, "session_bucket_mask"), buckets - 1);
        settings.set(
                JAVA_INT,
                StructFormat.offset(Layout.SETTINGS, "session_bucket_shift"),
                Integer.SIZE - Integer.numberOfTrailingZeros(buckets));
        return settings;
    }

    private void writeControl(HashKey key) {
        MemorySegment memory = control.memory();
        memory.set(JAVA_LONG, HASH_KEY, key.first());
        memory.set(JAVA_LONG, HASH_KEY + 8, key.second());
        memory.set(JAVA_INT, LAYOUT, Layout.VERSION);
    }

    /// Makes this program run the clock. Without a clock, time stops for sessions and next hops.
    void startClock() {
        int result = object.program("baro_start_clock").call();
        if (result != 0) {
            throw new DataplaneException("the kernel clock does not start (step " + result + ")");
        }
    }
}
