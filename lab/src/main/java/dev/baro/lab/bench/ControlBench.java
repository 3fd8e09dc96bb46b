// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.bench;

import dev.baro.core.config.Config;
import dev.baro.core.model.SchedulerKind;
import dev.baro.core.plan.Event;
import dev.baro.core.plan.Plan;
import dev.baro.core.plan.Planner;
import dev.baro.core.plan.State;
import dev.baro.core.yaml.YamlReader;
import dev.baro.dataplane.forward.Forwarder;
import dev.baro.dataplane.forward.PacketOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Measures how long a configuration takes from its text until packets are affected, for many virtual services
/// and for a change of one of them, and whether a packet is lost during that time.
final class ControlBench implements AutoCloseable {
    private static final int MAX_SESSIONS = 65_536;

    private record Times(double readMs, double planMs, double applyMs) {}

    private final SchedulerKind scheduler;
    private final String instance;
    private final YamlReader reader = new YamlReader();
    private final Planner planner = new Planner();
    private final Forwarder forwarder;
    private State state = State.INITIAL;

    private ControlBench(SchedulerKind scheduler, String instance) {
        this.scheduler = scheduler;
        this.instance = instance;
        Forwarder.remove(instance);
        forwarder = Forwarder.open(new Forwarder.Options(instance, List.of(), MAX_SESSIONS, List.of()));
    }

    static ControlResults.Applies run(SchedulerKind scheduler, BenchRun run) {
        try (ControlBench bench = new ControlBench(scheduler, run.instance())) {
            return bench.measure(run.rounds());
        }
    }

    @Override
    public void close() {
        forwarder.close();
        Forwarder.remove(instance);
    }

    private ControlResults.Applies measure(int rounds) {
        Times cold = apply(100);
        List<Times> changes = new ArrayList<>();
        long before = forwarded();
        long sent;
        try (SteadyPackets packets = SteadyPackets.start(forwarder.program())) {
            for (int round = 0; round < rounds; round++) {
                changes.add(apply(50 + round % 2));
            }
            sent = packets.stop();
        }
        long arrived = forwarded() - before;
        return new ControlResults.Applies(
                scheduler.word(),
                ControlConfig.MOST_VIPS * ControlConfig.PORTS,
                steps(List.of(cold)),
                steps(changes),
                sent,
                sent - arrived);
    }

    private Times apply(int weight) {
        String text = new ControlConfig(ControlConfig.MOST_VIPS, scheduler, weight).text();
        long begin = System.nanoTime();
        Config config = reader.read(text).config().orElseThrow();
        long read = System.nanoTime();
        state = state.after(new Event.ConfigAccepted(config, "bench"), read);
        Plan plan = planner.plan(state);
        long planned = System.nanoTime();
        forwarder.apply(plan);
        long applied = System.nanoTime();
        return new Times((read - begin) / 1e6, (planned - read) / 1e6, (applied - planned) / 1e6);
    }

    private long forwarded() {
        Map<PacketOutcome, Long> outcomes = forwarder.counters().outcomes();
        return outcomes.getOrDefault(PacketOutcome.FORWARDED, 0L);
    }

    private static ControlResults.Steps steps(List<Times> times) {
        return new ControlResults.Steps(
                Spread.of(times.stream().map(Times::readMs).toList()),
                Spread.of(times.stream().map(Times::planMs).toList()),
                Spread.of(times.stream().map(Times::applyMs).toList()),
                Spread.of(times.stream()
                        .map(t -> t.readMs() + t.planMs() + t.applyMs())
                        .toList()));
    }
}
