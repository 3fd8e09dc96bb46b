// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.forward;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.baro.dataplane.bpf.Slabs;
import dev.baro.dataplane.kernel.StructFormat;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;

/// The structs of `balancer/maps.h`, mirrored only here. Fields are in host byte order unless they
/// are declared big-endian here.
public final class Layout {
    /// `LAYOUT` of balancer/maps.h.
    static final int VERSION = 15;

    static final int SERVICE_IDS = 16_384;
    static final int SERVICE_SLOTS = 32_768;
    static final int SERVICE_PROBES = 8;
    static final int MAX_REAL_SERVERS = 65_535;
    static final int COUNTERS_PER_BLOCK = 4_096;
    /// Slabs of 2 MiB.
    static final Slabs.Shape RINGS = new Slabs.Shape(1_024, 32_768, 64);

    static final int OWN_MACS = 1_024;
    static final int FIRST_OWN_MACS = 4;
    static final int OWN_ADDRESS_WORDS = 64;
    static final int SERVER_GONE = 0xffff;

    static final StructLayout SERVICE = MemoryLayout.structLayout(
                    StructFormat.ADDRESS.withName("vip"),
                    JAVA_INT.withName("port_key"),
                    JAVA_INT.withName("ring"),
                    JAVA_SHORT.withName("id"),
                    JAVA_BYTE.withName("choice"),
                    JAVA_BYTE.withName("flags"),
                    StructFormat.NETWORK_SHORT.withName("source_port_mask"),
                    JAVA_SHORT.withName("settle_ticks"))
            .withName("service");

    static final StructLayout SERVICE_TABLE = MemoryLayout.structLayout(
                    JAVA_LONG.withName("seed"),
                    MemoryLayout.sequenceLayout(SERVICE_SLOTS, SERVICE).withName("slot"))
            .withName("service_table");

    public static final StructLayout REAL_SERVER = MemoryLayout.structLayout(
                    StructFormat.ADDRESS.withName("address"),
                    MemoryLayout.sequenceLayout(6, JAVA_BYTE).withName("hop_mac"),
                    MemoryLayout.sequenceLayout(6, JAVA_BYTE).withName("own_mac"),
                    JAVA_INT.withName("hop_ifindex"),
                    JAVA_INT.withName("hop_tick"),
                    JAVA_SHORT.withName("hop_mtu"),
                    JAVA_SHORT.withName("hop_vlan"),
                    JAVA_INT.withName("l4_delta"),
                    JAVA_SHORT.withName("service"),
                    JAVA_BYTE.withName("tos"),
                    JAVA_BYTE.withName("method"),
                    JAVA_SHORT.withName("weight"),
                    JAVA_SHORT.withName("slot"),
                    JAVA_INT.withName("direct_mac"),
                    JAVA_INT.withName("several_tick"),
                    JAVA_INT.withName("path_tick"))
            .withName("real_server");

    static final StructLayout REAL_SERVER_LOAD = MemoryLayout.structLayout(
                    JAVA_INT.withName("sessions_active"),
                    JAVA_INT.withName("reserved"),
                    JAVA_INT.withName("taken"),
                    JAVA_INT.withName("share"))
            .withName("real_server_load");

    static final StructLayout CURSOR_OF_SERVICE = MemoryLayout.structLayout(
                    JAVA_LONG.withName("round"), JAVA_INT.withName("ring"), JAVA_INT.withName("reserved"))
            .withName("cursor_of_service");

    static final StructLayout REAL_SERVER_COUNTERS = MemoryLayout.structLayout(
                    JAVA_LONG.withName("packets"),
                    JAVA_LONG.withName("bytes"),
                    JAVA_LONG.withName("sessions"),
                    JAVA_LONG.withName("repeats"),
                    JAVA_LONG.withName("ends"))
            .withName("real_server_counters");

    static final StructLayout CONTROL = MemoryLayout.structLayout(
                    JAVA_INT.withName("table"),
                    JAVA_INT.withName("layout"),
                    MemoryLayout.sequenceLayout(2, JAVA_LONG).withName("hash_key"),
                    StructFormat.ADDRESS.withName("tunnel_source_v4"),
                    StructFormat.ADDRESS.withName("tunnel_source_v6"))
            .withName("control");

    static final StructLayout HOST = MemoryLayout.structLayout(
                    MemoryLayout.sequenceLayout(FIRST_OWN_MACS, JAVA_LONG).withName("own_macs"),
                    MemoryLayout.sequenceLayout(OWN_ADDRESS_WORDS, JAVA_LONG).withName("own_addresses"))
            .withName("host");

    public static final StructLayout ATTACHMENT = MemoryLayout.structLayout(
                    MemoryLayout.sequenceLayout(6, JAVA_BYTE).withName("mac"), JAVA_SHORT.withName("reserved"))
            .withName("attachment");

    static final StructLayout VLAN = MemoryLayout.structLayout(
                    JAVA_INT.withName("parent_ifindex"), JAVA_INT.withName("id"))
            .withName("vlan");

    static final StructLayout TAG_KEY = MemoryLayout.structLayout(
                    JAVA_INT.withName("ifindex"), JAVA_INT.withName("tag"))
            .withName("tag_key");

    static final StructLayout SETTINGS = MemoryLayout.structLayout(
                    MemoryLayout.sequenceLayout(2, JAVA_LONG).withName("hash_key"),
                    JAVA_INT.withName("session_bucket_mask"),
                    JAVA_INT.withName("session_bucket_shift"))
            .withName("settings");

    static final StructLayout LIMITS = MemoryLayout.structLayout(
                    MemoryLayout.sequenceLayout(8, JAVA_INT).withName("session_timeout_ticks"),
                    JAVA_INT.withName("sessions_per_tick"),
                    JAVA_INT.withName("route_changes"),
                    JAVA_INT.withName("rings_tick"),
                    JAVA_INT.withName("has_peers"))
            .withName("limits");

    static final StructLayout TIME = MemoryLayout.structLayout(
                    JAVA_INT.withName("tick"),
                    MemoryLayout.sequenceLayout(15, JAVA_INT).withName("reserved"),
                    JAVA_LONG.withName("tick_due_ns"),
                    JAVA_LONG.withName("piece_due_ns"),
                    JAVA_LONG.withName("swept_ns"),
                    JAVA_LONG.withName("longest_piece_ns"),
                    JAVA_LONG.withName("longest_work_ns"),
                    JAVA_INT.withName("sweep_bucket"),
                    JAVA_INT.withName("untold"))
            .withName("time");

    private Layout() {}
}
