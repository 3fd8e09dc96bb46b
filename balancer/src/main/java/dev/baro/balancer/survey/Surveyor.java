// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.survey;

import dev.baro.core.dscp.DscpSurvey.Mark;
import dev.baro.core.dscp.MarkOutcome;
import dev.baro.core.dscp.PathObservation;
import dev.baro.core.dscp.PathObservation.Sighting;
import dev.baro.dataplane.kernel.DataplaneException;
import dev.baro.dataplane.trace.Hop;
import dev.baro.dataplane.trace.PathTrace;
import dev.baro.dataplane.trace.TraceLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/// Tests for each server whether each mark arrives there, and with what value. Queries the routers on the path
/// only if a mark does not arrive unchanged.
final class Surveyor {
    /// The number of servers surveyed at a time: enough to survey hundreds quickly, but limited because each
    /// has a socket that receives all ICMP errors.
    private static final int SERVERS_AT_ONCE = 32;

    /// The maximum number of values traced per server. Each additional value takes a second if the routers
    /// answer only once a second.
    private static final int TRACED_PER_SERVER = 4;

    /// Two values with opposite bits, and one value that behaviours with exceptions leave unchanged. Together,
    /// they distinguish all behaviours.
    private static final List<Integer> WITNESSES = List.of(21, 42, 63);

    private static final TraceLimits PATIENT = new TraceLimits(16, Duration.ofMillis(1_050), 3);
    private static final TraceLimits ONCE = new TraceLimits(16, Duration.ofMillis(1_050), 1);

    /// Lets routers be queried for only one server at a time, because routers limit how often they answer, and
    /// queries for several servers would compete for those answers.
    private final ReentrantLock routers = new ReentrantLock(true);

    private Surveyor() {}

    /// Blocks for about a second per value beyond six, and for about three seconds per silent server.
    ///
    /// @throws DataplaneException if the privilege is missing
    static List<Mark> survey(List<Target> targets) throws InterruptedException {
        Surveyor surveyor = new Surveyor();
        List<Mark> marks = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(
                SERVERS_AT_ONCE, Thread.ofVirtual().name("survey-", 0).factory())) {
            List<Future<List<Mark>>> answers = threads.invokeAll(targets.stream()
                    .map(target -> (java.util.concurrent.Callable<List<Mark>>) () -> surveyor.survey(target))
                    .toList());
            for (Future<List<Mark>> answer : answers) {
                marks.addAll(answer.get());
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof DataplaneException refused) {
                throw refused;
            }
            throw new IllegalStateException(e);
        }
        return List.copyOf(marks);
    }

    private List<Mark> survey(Target target) throws InterruptedException {
        try (PathTrace trace = PathTrace.open(target.address())) {
            Map<Integer, PathObservation> journeys = new LinkedHashMap<>();
            List<Integer> doubtful = new ArrayList<>();
            for (int dscp : target.values()) {
                boolean silent = !journeys.isEmpty()
                        && journeys.values().stream()
                                .allMatch(journey -> journey.sightings().isEmpty());
                PathObservation end = end(trace, dscp, silent ? ONCE : PATIENT);
                journeys.put(dscp, end);
                if (!end.hasArrived()) {
                    doubtful.add(dscp);
                }
            }
            if (!doubtful.isEmpty()) {
                follow(trace, doubtful, journeys);
            }
            return target.values().stream()
                    .map(dscp -> mark(target, Objects.requireNonNull(journeys.get(dscp)), journeys))
                    .toList();
        }
    }

    private void follow(PathTrace trace, List<Integer> doubtful, Map<Integer, PathObservation> journeys)
            throws InterruptedException {
        boolean silent = journeys.values().stream()
                .allMatch(journey -> journey.sightings().isEmpty());
        List<Integer> followed = Stream.concat(doubtful.stream().limit(TRACED_PER_SERVER), WITNESSES.stream())
                .distinct()
                .toList();
        routers.lockInterruptibly();
        try {
            for (int dscp : followed) {
                PathObservation journey = path(trace, dscp, silent);
                journeys.merge(dscp, journey, PathObservation::completedBy);
                if (silent && !journey.isChanged()) {
                    return;
                }
            }
        } finally {
            routers.unlock();
        }
    }

    private static PathObservation end(PathTrace trace, int dscp, TraceLimits limits) throws InterruptedException {
        try {
            return journey(dscp, trace.end(dscp, limits).stream());
        } catch (DataplaneException e) {
            // Without a route, no test is possible, so the result is unknown.
            return new PathObservation(dscp, List.of());
        }
    }

    private static PathObservation path(PathTrace trace, int dscp, boolean silent) throws InterruptedException {
        try {
            return journey(dscp, (silent ? trace.routers(dscp, PATIENT) : trace.hops(dscp, PATIENT)).stream());
        } catch (DataplaneException e) {
            return new PathObservation(dscp, List.of());
        }
    }

    private static PathObservation journey(int dscp, Stream<Hop> hops) {
        return new PathObservation(
                dscp,
                hops.map(hop -> new Sighting(hop.address().toString(), hop.dscp(), hop.answer() == Hop.Answer.ARRIVED))
                        .toList());
    }

    private static Mark mark(Target target, PathObservation journey, Map<Integer, PathObservation> all) {
        MarkOutcome fate = MarkOutcome.of(journey, List.copyOf(all.values()));
        int dscp = journey.sent();
        return Mark.of(target.server(), target.address().toString(), dscp, target.vips(dscp), fate);
    }
}
