// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.rates;

import dev.baro.core.api.Headroom;
import dev.baro.dataplane.kernel.DataplaneException;
import dev.baro.dataplane.kernel.InterfaceLosses;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/// Samples the kernel's counters of this host, and reports on the last minute. Any thread may call this.
public final class HeadroomMeter {
    private static final long STEP_NS = Duration.ofSeconds(10).toNanos();
    /// The number of samples in a minute, plus the sample before that minute.
    private static final int STEPS = 7;

    private final List<String> interfaces;
    private final Deque<Sample> samples = new ArrayDeque<>();

    record Sample(long ns, CpuTimes times, Map<String, InterfaceLosses> losses) {
        Sample {
            losses = Map.copyOf(losses);
        }
    }

    /// @param interfaces the interfaces for packets to VIPs
    public HeadroomMeter(List<String> interfaces) {
        this.interfaces = List.copyOf(interfaces);
    }

    /// Takes a sample if one is due. Must be called often.
    synchronized void take(long nowNs) {
        if (samples.isEmpty() || nowNs - samples.getLast().ns() >= STEP_NS) {
            add(new Sample(nowNs, CpuTimes.now(), losses()));
        }
    }

    synchronized void add(Sample sample) {
        samples.addLast(sample);
        if (samples.size() > STEPS) {
            samples.removeFirst();
        }
    }

    /// @param sessions the number of sessions in the table now
    /// @param places   the number of places in the table
    public synchronized Headroom headroom(long sessions, long places) {
        if (samples.isEmpty()) {
            return new Headroom(0, 0, 0, sessions, places, List.of());
        }
        Sample first = samples.getFirst();
        Sample last = samples.getLast();
        CpuTimes times = last.times().since(first.times());
        return new Headroom(
                last.times().processors().size(),
                rounded(times.softirqPercent()),
                rounded(times.busiestPercent()),
                sessions,
                places,
                interfaces.stream()
                        .map(name -> new Headroom.InterfaceLosses(
                                name,
                                difference(first, last, name).dropped(),
                                difference(first, last, name).missed()))
                        .toList());
    }

    /// The problems that operators should know about, one sentence each.
    public List<String> sentences() {
        List<String> sentences = new ArrayList<>();
        for (Headroom.InterfaceLosses each : headroom(0, 0).interfaces()) {
            if (each.missed() > 0) {
                sentences.add(each.name() + " missed " + each.missed()
                        + " packets in the last minute, before Baro saw them: the network card's queues overflow;"
                        + " spread them over more processors or lengthen them: ethtool -g " + each.name());
            }
        }
        return sentences;
    }

    private static InterfaceLosses difference(Sample first, Sample last, String name) {
        InterfaceLosses none = new InterfaceLosses(0, 0);
        InterfaceLosses now = last.losses().getOrDefault(name, none);
        InterfaceLosses before = first.losses().getOrDefault(name, now);
        // If an interface has been recreated, its counters start from 0.
        return new InterfaceLosses(
                Math.max(0, now.dropped() - before.dropped()), Math.max(0, now.missed() - before.missed()));
    }

    private static Map<String, InterfaceLosses> losses() {
        try {
            return InterfaceLosses.all();
        } catch (DataplaneException e) {
            return Map.of();
        }
    }

    private static double rounded(double percent) {
        return Math.round(percent * 10) / 10.0;
    }
}
