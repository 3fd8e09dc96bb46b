// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.marks;

import dev.baro.balancer.marks.MarkTrial.Finding;
import dev.baro.core.dscp.MarkFault;
import dev.baro.core.health.ProbeTask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One marked path: probes its samples in turn, starts trials after a missing or wrong answer, and
/// decides whether the path works. If one server fails while another works, the failure is left to the
/// server's own probes, and another server becomes a sample instead. The path fails if no server can be
/// reached with the mark.
final class WatchedPath {
    /// How often a trial or a trace is checked.
    private static final long SOON_NS = Duration.ofMillis(5).toNanos();

    /// The time between two trials while a fault lasts.
    private static final long BETWEEN_TRIALS_NS = Duration.ofSeconds(1).toNanos();

    private static final int SAMPLES = 2;

    /// The number of consecutive good answers that end a fault. It is high, because one of several equal paths
    /// may be good while others are faulty.
    private static final int GOOD = 20;

    private final EchoSender sender;
    private final long intervalNs;
    private MarkedServers ends;
    private int nextEnd;
    private int nextSample;
    private int good;
    private long dueNs;
    private long sendNs;
    private long triedNs;
    private final List<MarkSample> samples = new ArrayList<>();
    private final Map<MarkSample, MarkTrial> trials = new LinkedHashMap<>();
    private Optional<FaultPlace> place = Optional.empty();
    private Optional<MarkFault> fault = Optional.empty();

    WatchedPath(EchoSender sender, MarkedServers ends, long intervalNs, long firstNs) {
        this.sender = sender;
        this.ends = ends;
        this.intervalNs = intervalNs;
        this.dueNs = firstNs;
        this.sendNs = firstNs;
        this.triedNs = firstNs - BETWEEN_TRIALS_NS;
        fill();
    }

    Optional<MarkFault> fault() {
        return fault;
    }

    /// The time at which the next step is due.
    long dueNs() {
        return dueNs;
    }

    void step(long nowNs) {
        if (!trials.isEmpty()) {
            tryFurther(nowNs);
        } else if (read(nowNs) && nowNs - triedNs > (fault.isPresent() ? BETWEEN_TRIALS_NS : 0)) {
            beginTrials(nowNs);
        }
        if (place.isPresent()) {
            locate(place.get(), nowNs);
        }
        if (nowNs - sendNs >= 0) {
            ask(nowNs);
        }
        dueNs = trials.isEmpty() && place.isEmpty() ? nextLook(nowNs) : nowNs + SOON_NS;
    }

    void release() {
        samples.forEach(MarkSample::release);
        trials.values().forEach(MarkTrial::release);
        place.ifPresent(FaultPlace::release);
    }

    /// The time of the next check for answers, twice as often as requests, because an answer from a wrong
    /// address wakes no thread.
    private long nextLook(long nowNs) {
        return Math.min(sendNs, nowNs + intervalNs / 2);
    }

    private void fill() {
        while (samples.size() < Math.min(SAMPLES, ends.servers().size())) {
            samples.add(next());
        }
    }

    /// The next server that is not yet a sample.
    private MarkSample next() {
        List<ProbeTask> servers = ends.servers();
        for (int tried = 0; tried < servers.size(); tried++) {
            ProbeTask task = servers.get(nextEnd++ % servers.size());
            if (samples.stream().noneMatch(sample -> sample.task().equals(task))) {
                return new MarkSample(task);
            }
        }
        return new MarkSample(servers.getFirst());
    }

    private void replace(MarkSample sample) {
        sample.release();
        samples.remove(sample);
        fill();
    }

    private void ask(long nowNs) {
        samples.get(nextSample++ % samples.size()).ask(sender, nowNs);
        sendNs += intervalNs;
        if (sendNs - nowNs < 0) {
            sendNs = nowNs + intervalNs;
        }
    }

    /// @return whether a trial must be started
    private boolean read(long nowNs) {
        boolean bad = false;
        for (MarkSample sample : List.copyOf(samples)) {
            switch (sample.look(nowNs)) {
                case GOOD -> good();
                case BAD -> {
                    good = 0;
                    if (sample.isProven()) {
                        bad = true;
                    } else {
                        replace(sample);
                    }
                }
                case NONE -> {}
            }
        }
        return bad;
    }

    private void good() {
        good++;
        if (fault.isPresent() && good >= GOOD) {
            end();
        }
    }

    private void end() {
        fault = Optional.empty();
        place.ifPresent(FaultPlace::release);
        place = Optional.empty();
    }

    private void beginTrials(long nowNs) {
        triedNs = nowNs;
        samples.stream()
                .filter(MarkSample::isProven)
                .forEach(sample ->
                        trials.put(sample, new MarkTrial(sender, sample.task(), sample.roundTripNs(), nowNs)));
    }

    private void tryFurther(long nowNs) {
        if (trials.values().stream().map(trial -> trial.look(nowNs)).toList().contains(Finding.OPEN)) {
            return;
        }
        Map<MarkSample, Finding> findings = new LinkedHashMap<>();
        trials.forEach((sample, trial) -> {
            findings.put(sample, trial.look(nowNs));
            trial.release();
        });
        trials.clear();
        conclude(findings, nowNs);
        leaveOthers();
    }

    private void conclude(Map<MarkSample, Finding> findings, long nowNs) {
        List<MarkSample> faulty = findings.entrySet().stream()
                .filter(each -> each.getValue().isFault())
                .map(Map.Entry::getKey)
                .toList();
        if (!faulty.isEmpty() && !findings.containsValue(Finding.WORKS)) {
            raise(kind(findings.values()), faulty, nowNs);
            return;
        }
        // Replaces samples that are unreachable, or that alone show a fault. During a fault, the samples
        // that revealed it stay.
        findings.forEach((sample, finding) -> {
            if (finding == Finding.UNREACHABLE || finding.isFault() && fault.isEmpty()) {
                replace(sample);
            }
        });
        if (fault.isPresent() && findings.values().stream().allMatch(Finding.UNREACHABLE::equals)) {
            end();
        }
    }

    private static MarkFault.Kind kind(Collection<Finding> findings) {
        if (findings.contains(Finding.CHANGED)) {
            return MarkFault.Kind.CHANGED;
        }
        return findings.contains(Finding.LOST) ? MarkFault.Kind.LOST : MarkFault.Kind.DROPPED;
    }

    private void raise(MarkFault.Kind kind, List<MarkSample> faulty, long nowNs) {
        if (fault.filter(known -> known.kind() == kind).isPresent()) {
            return;
        }
        place.ifPresent(FaultPlace::release);
        List<String> servers = faulty.stream().map(MarkSample::server).toList();
        long sinceNs = fault.map(MarkFault::sinceNs).orElse(nowNs);
        fault = Optional.of(new MarkFault(ends.path(), kind, servers, sinceNs, ""));
        place = Optional.of(new FaultPlace(sender, faulty.getFirst(), kind, nowNs));
    }

    private void locate(FaultPlace asked, long nowNs) {
        Optional<String> words = asked.look(nowNs);
        if (words.isPresent()) {
            fault = fault.map(known -> known.at(words.get()));
            place = Optional.empty();
        }
    }

    /// Applies a new configuration of the same path, possibly with other servers.
    void become(MarkedServers now) {
        ends = now;
        leaveOthers();
    }

    /// Removes samples that are no longer on the path, unless a trial of them is running.
    private void leaveOthers() {
        if (trials.isEmpty()) {
            List.copyOf(samples).stream()
                    .filter(sample -> !ends.servers().contains(sample.task()))
                    .forEach(this::replace);
            fill();
        }
    }
}
