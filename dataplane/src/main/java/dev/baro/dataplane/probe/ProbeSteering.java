// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.probe;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.baro.core.model.IpAddress;
import dev.baro.dataplane.bpf.BpfMap;
import dev.baro.dataplane.bpf.BpfObject;
import dev.baro.dataplane.bpf.ProbeLink;
import dev.baro.dataplane.kernel.Interfaces;
import dev.baro.dataplane.kernel.Privileges;
import dev.baro.dataplane.kernel.StructFormat;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Steers packets of ordinary sockets onto the path that a client's packets take after the balancer, and steers
/// their answers back (`probe.bpf.c`). The programs are attached while this object is open. On kernels before
/// 6.6, a killed process leaves the programs attached with its flows, and the next process replaces them.
public final class ProbeSteering implements AutoCloseable {
    /// The identity of a flow: a local port, or the identifier of an echo.
    public enum Kind {
        TCP,
        UDP,
        ICMP
    }

    private static final int NUMBERS = 65_536;

    private final BpfObject object;
    private final BpfMap flows;
    private final List<String> interfaces;
    private final ProbeLink.Hook hook;
    private final Map<String, List<ProbeLink>> links = new HashMap<>();

    private ProbeSteering(BpfObject object, List<String> interfaces, ProbeLink.Hook hook) {
        this.object = object;
        this.flows = object.map("probe_flows");
        this.interfaces = List.copyOf(interfaces);
        this.hook = hook;
    }

    /// @param interfaces    the interfaces for probes and answers; [#reconcile()] handles missing ones later
    /// @param tunnelSources the source addresses for method `ipip`, at most one of each family
    /// @throws DataplaneException with a message of one sentence; nothing is left attached in that case
    public static ProbeSteering attach(List<String> interfaces, List<IpAddress> tunnelSources) {
        return attach(interfaces, tunnelSources, ProbeLink.Hook.NEWEST);
    }

    static ProbeSteering attach(List<String> interfaces, List<IpAddress> tunnelSources, ProbeLink.Hook hook) {
        Privileges.requireBpf();
        BpfObject object = BpfObject.open("probe");
        try (Arena arena = Arena.ofConfined()) {
            object.initialize(".rodata.settings", settings(arena, tunnelSources));
            object.load();
            ProbeSteering steering = new ProbeSteering(object, interfaces, hook);
            try {
                steering.reconcile();
                return steering;
            } catch (RuntimeException | Error e) {
                steering.closeLinks();
                throw e;
            }
        } catch (RuntimeException | Error e) {
            object.close();
            throw e;
        }
    }

    /// Attaches the programs to existing interfaces that have lost them or are new. Call it about once a
    /// second, in the network namespace of the interfaces.
    ///
    /// @throws DataplaneException if one of the interfaces does not accept the programs
    public void reconcile() {
        for (String name : interfaces) {
            if (!isOn(name)) {
                links.getOrDefault(name, List.of()).forEach(ProbeLink::close);
                links.remove(name);
                if (Interfaces.find(name).isPresent()) {
                    links.put(name, attach(name));
                }
            }
        }
    }

    /// Whether the programs are on the device that currently has this name.
    boolean isOn(String name) {
        List<ProbeLink> attached = links.getOrDefault(name, List.of());
        int index = Interfaces.find(name).orElse(0);
        return index != 0 && !attached.isEmpty() && attached.stream().allMatch(link -> link.isOn(index));
    }

    private List<ProbeLink> attach(String name) {
        ProbeLink in = ProbeLink.attach(object.program("baro_probe_in"), name, ProbeLink.Direction.IN, hook);
        try {
            return List.of(in, ProbeLink.attach(object.program("baro_probe_out"), name, ProbeLink.Direction.OUT, hook));
        } catch (RuntimeException | Error e) {
            in.close();
            throw e;
        }
    }

    private void closeLinks() {
        links.values().forEach(pair -> pair.forEach(ProbeLink::close));
        links.clear();
    }

    /// Begins to steer a probe. Call this before the probe's first packet is sent.
    ///
    /// @param number the local port, or the identifier, 0..65,535
    public void steer(Kind kind, int number, ProbeFlow flow) {
        flow.write(memory(kind, number));
    }

    /// The answers to the probe so far, including errors from routers.
    public ProbeFlow.Seen seen(Kind kind, int number) {
        return ProbeFlow.seen(memory(kind, number));
    }

    /// Stops steering a probe. Call this after the probe's last packet, because another program's socket may
    /// soon use the number.
    public void forget(Kind kind, int number, ProbeFlow flow) {
        flow.erase(memory(kind, number));
    }

    @Override
    public void close() {
        closeLinks();
        object.close();
    }

    private MemorySegment memory(Kind kind, int number) {
        return flows.memory(kind.ordinal() * NUMBERS + number);
    }

    private static MemorySegment settings(Arena arena, List<IpAddress> tunnelSources) {
        MemorySegment settings = arena.allocate(ProbeFlow.SETTINGS);
        for (IpAddress source : tunnelSources) {
            long at = StructFormat.offset(ProbeFlow.SETTINGS, source.isV4() ? "tunnel_source_v4" : "tunnel_source_v6");
            MemorySegment.copy(StructFormat.mapped(source), 0, settings, JAVA_BYTE, at, 16);
        }
        return settings;
    }
}
