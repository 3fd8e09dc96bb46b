// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.bench;

import dev.baro.core.model.SessionSettings;
import dev.baro.core.model.SessionTimeouts;
import dev.baro.dataplane.bpf.BpfProgram;
import dev.baro.dataplane.forward.Forwarder;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Measures the nanoseconds per packet of the real program and of the reference, in the same rounds. On a
/// shared machine the figures drift but the ratios do not, so only the ratios are meaningful. The network
/// namespace must have an interface `bench` with the real servers of [BenchPlan] behind it.
final class PacketBench implements AutoCloseable {
    private static final int PASS = 2;
    private static final int TX = 3;
    private static final int REFERENCE_PORT = 80;
    private static final int PLACES_PER_FLOW = 2;

    /// @param name  the name in the results
    /// @param keeps whether the program stores flows, which must then begin before the measurement
    private record Subject(String name, BpfProgram program, int port, boolean keeps) {
        boolean rewrites() {
            return !name.equals(PacketResults.BARE) && !name.equals(PacketResults.ACCESS);
        }
    }

    private final Drive drive;
    private final Reference reference;
    private final Map<Scheduling, Forwarder> forwarders = new EnumMap<>(Scheduling.class);
    private final BenchRun run;
    private final int packets;

    private PacketBench(int tableFlows, BenchRun run, int packets) {
        this.run = run;
        this.packets = packets;
        instances(run.instance()).forEach(Forwarder::remove);
        int lines = new SessionSettings(tableFlows, 0, SessionTimeouts.DEFAULTS).tableLines();
        drive = Drive.load(Machine.ifindex("bench"), lines);
        reference = Reference.load(tableFlows);
        for (Scheduling scheduling : Scheduling.values()) {
            Forwarder.Options options =
                    new Forwarder.Options(instance(run.instance(), scheduling), List.of(), tableFlows, List.of());
            Forwarder forwarder = Forwarder.open(options);
            forwarders.put(scheduling, forwarder);
            forwarder.apply(BenchPlan.plan());
        }
    }

    /// The instances, one for each scheduler, because otherwise one scheduler's flows would take
    /// the places of another's.
    static List<String> instances(String instance) {
        return Stream.of(Scheduling.values())
                .map(scheduling -> instance(instance, scheduling))
                .toList();
    }

    private static String instance(String instance, Scheduling scheduling) {
        return instance + "-" + scheduling.instance();
    }

    /// @param progress called with the name of each part when the part begins
    static PacketResults run(BenchRun run, int packets, Consumer<String> progress) {
        List<PacketResults.Row> rows = new ArrayList<>();
        for (PacketScenarios.Group group : PacketScenarios.groups(run.quick())) {
            if (!Machine.hasMemory(group.tableFlows())) {
                progress.accept("left out for lack of memory: tables of %,d flows".formatted(group.tableFlows()));
                continue;
            }
            for (PacketScenarios.Scenario scenario : group.named(run.only())) {
                progress.accept(scenario.name() + ", tables of %,d flows".formatted(group.tableFlows()));
                try (PacketBench bench = new PacketBench(group.tableFlows(), run, packets)) {
                    rows.add(bench.measure(scenario, group.tableFlows()));
                }
            }
        }
        return new PacketResults(run.rounds(), packets, rows);
    }

    @Override
    public void close() {
        forwarders.values().forEach(Forwarder::close);
        instances(run.instance()).forEach(Forwarder::remove);
        reference.close();
        drive.close();
    }

    private PacketResults.Row measure(PacketScenarios.Scenario scenario, int tableFlows) {
        List<Subject> subjects = subjects(scenario);
        for (Subject subject : subjects) {
            if (scenario.tx() && subject.rewrites()) {
                begin(scenario, subject, tableFlows);
                OutputCheck.of(drive, subject.program(), scenario.traffic().to(subject.port()));
            }
        }
        Map<String, List<Double>> measured = new LinkedHashMap<>();
        subjects.forEach(subject -> measured.put(subject.name(), new ArrayList<>())); // in this order
        for (int round = 0; round < run.rounds(); round++) {
            for (int i = 0; i < subjects.size(); i++) {
                Subject subject = subjects.get((i + round) % subjects.size());
                measured.computeIfAbsent(subject.name(), _ -> new ArrayList<>()).add(measureOnce(scenario, subject));
            }
        }
        return PacketResults.Row.of(scenario, tableFlows, measured);
    }

    private double measureOnce(PacketScenarios.Scenario scenario, Subject subject) {
        int action = scenario.tx() || !subject.rewrites() ? TX : PASS;
        drive.packets(scenario.traffic().to(subject.port()));
        drive.nsPerPacket(subject.program(), packets / 10, action); // this run only fills the caches again
        return drive.nsPerPacket(subject.program(), packets, action);
    }

    private List<Subject> subjects(PacketScenarios.Scenario scenario) {
        List<Subject> subjects = new ArrayList<>();
        subjects.add(new Subject(PacketResults.BARE, drive.bare(), REFERENCE_PORT, false));
        if (scenario.tx() && scenario.comparable()) {
            subjects.add(new Subject(PacketResults.REWRITE, reference.rewrite(), REFERENCE_PORT, false));
            subjects.add(new Subject(PacketResults.ACCESS, drive.access(), REFERENCE_PORT, false));
        }
        if (scenario.comparable()) {
            subjects.add(new Subject(PacketResults.REFERENCE, reference.program(), REFERENCE_PORT, true));
        }
        if (!scenario.tx()) {
            subjects.add(new Subject("baro", program(Scheduling.MAGLEV), REFERENCE_PORT, true));
            return subjects;
        }
        for (Scheduling scheduling : Scheduling.values()) {
            subjects.add(new Subject(scheduling.program(), program(scheduling), scheduling.port(), true));
        }
        return subjects;
    }

    private BpfProgram program(Scheduling scheduling) {
        return Objects.requireNonNull(forwarders.get(scheduling)).program();
    }

    /// Brings every flow into the state to be measured. If no flow repeats, fills the table instead, because in
    /// a flood each new flow evicts another.
    private void begin(PacketScenarios.Scenario scenario, Subject subject, int tableFlows) {
        Traffic traffic = scenario.traffic().to(subject.port());
        if (subject.keeps() && traffic.isNewFlowEachPacket()) {
            drive.packets(traffic);
            drive.nsPerPacket(subject.program(), PLACES_PER_FLOW * tableFlows, TX);
        }
        if (!scenario.established() || !subject.keeps()) {
            return;
        }
        List<Traffic> opening = switch (traffic.kind()) {
            case TCP, ICMP_ERROR ->
                List.of(
                        traffic.eachFlowOnce(Traffic.Kind.TCP, Traffic.SYN),
                        traffic.eachFlowOnce(Traffic.Kind.TCP, Traffic.ACK));
            case UDP -> List.of(traffic.eachFlowOnce(Traffic.Kind.UDP, 0));
            case FIRST_FRAGMENT, LATER_FRAGMENT -> List.of(traffic.eachFlowOnce(Traffic.Kind.FIRST_FRAGMENT, 0));
        };
        for (Traffic each : opening) {
            drive.packets(each);
            drive.nsPerPacket(subject.program(), each.flows(), TX);
        }
    }
}
