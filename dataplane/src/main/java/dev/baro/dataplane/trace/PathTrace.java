// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.trace;

import dev.baro.core.model.IpAddress;
import dev.baro.dataplane.kernel.DataplaneException;
import dev.baro.dataplane.kernel.ErrnoException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Follows a DSCP along its path to a destination. Every router quotes the header of a probe whose TTL expires
/// there, and the destination quotes the header of a probe to a closed port. The result describes the mark, not
/// the path of a service, because routers that hash ports may send the probes along another path.
///
/// The native calls block only a separate platform thread, so virtual threads may use this class. Requests are
/// executed one after another.
public final class PathTrace implements AutoCloseable {
    private static final int WHOLE_TTL = 64;

    /// Exceeds the number of probes of one request, so that an answer never matches two requests.
    private static final int SEQUENCES = 512;

    /// The number of hops after the last answering router that are probed again.
    private static final int BEYOND = 2;

    private final IpAddress destination;
    private final TraceSockets sockets;
    private final ExecutorService thread;
    private int sequence;

    private PathTrace(IpAddress destination, TraceSockets sockets) {
        this.destination = destination;
        this.sockets = sockets;
        this.thread = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().name("path-trace").daemon().factory());
    }

    /// @throws DataplaneException if this process lacks CAP_NET_RAW
    public static PathTrace open(IpAddress destination) {
        try {
            return new PathTrace(destination, TraceSockets.open(destination));
        } catch (ErrnoException e) {
            throw e.errno() == ErrnoException.EPERM
                    ? new DataplaneException(
                            DataplaneException.Kind.PRIVILEGE,
                            "reading the ICMP answers of routers requires root, or CAP_NET_RAW",
                            e)
                    : new DataplaneException("cannot trace the path to " + destination + ": " + e.getMessage(), e);
        }
    }

    /// Probes only the destination.
    ///
    /// @param dscp the value to send, 0..63
    /// @return the destination, or a hop on the path that refused the probe; empty if no answer arrives, for
    /// example because of a firewall
    /// @throws DataplaneException when the probe cannot be sent, as without a route
    public Optional<Hop> end(int dscp, TraceLimits limits) throws InterruptedException {
        return onThread(() -> askEnd(dscp, limits));
    }

    /// Probes the destination and every router before it.
    ///
    /// @param dscp the value to send, 0..63
    /// @return the hops by distance; silent ones are missing
    /// @throws DataplaneException when the probe cannot be sent, as without a route
    public List<Hop> hops(int dscp, TraceLimits limits) throws InterruptedException {
        return onThread(() -> {
            Optional<Hop> end = askEnd(dscp, limits);
            List<Hop> routers = askRouters(dscp, end.map(Hop::distance), limits);
            return end.map(hop -> joined(routers, hop)).orElse(routers);
        });
    }

    /// Probes only the routers, within the limits, for a destination that never answers.
    ///
    /// @param dscp the value to send, 0..63
    /// @return the hops by distance; silent ones are missing
    /// @throws DataplaneException when the probe cannot be sent, as without a route
    public List<Hop> routers(int dscp, TraceLimits limits) throws InterruptedException {
        return onThread(() -> askRouters(dscp, Optional.empty(), limits));
    }

    @Override
    public void close() {
        thread.close();
        sockets.close();
    }

    private <T> T onThread(Callable<T> question) throws InterruptedException {
        Future<T> answer = thread.submit(question);
        try {
            return answer.get();
        } catch (ExecutionException e) {
            String why = e.getCause() instanceof ErrnoException refused ? "" + refused.getMessage() : e.toString();
            throw new DataplaneException("cannot trace the path: " + why, e);
        }
    }

    private Optional<Hop> askEnd(int dscp, TraceLimits limits) {
        for (int i = 0; i < limits.tries(); i++) {
            List<Hop> heard = ask(dscp, List.of(WHOLE_TTL), limits);
            if (!heard.isEmpty()) {
                return Optional.of(heard.getFirst());
            }
        }
        return Optional.empty();
    }

    /// @param end the distance of the host that answered in place of the destination
    private List<Hop> askRouters(int dscp, Optional<Integer> end, TraceLimits limits) {
        Map<Integer, Hop> found = new HashMap<>();
        int last = end.map(distance -> distance - 1).orElse(limits.maxDistance());
        for (int i = 0; i < limits.tries(); i++) {
            int farthest = i == 0 || end.isPresent() ? last : Math.min(last, farthest(found) + BEYOND);
            List<Integer> silent = IntStream.rangeClosed(1, farthest)
                    .filter(distance -> !found.containsKey(distance))
                    .boxed()
                    .toList();
            ask(dscp, silent, limits).forEach(hop -> found.put(hop.distance(), hop));
        }
        return found.values().stream()
                .sorted(Comparator.comparingInt(Hop::distance))
                .toList();
    }

    /// Removes duplicates: a router that refuses on output has already lowered the TTL, so
    /// it would appear twice.
    private static List<Hop> joined(List<Hop> routers, Hop end) {
        return Stream.concat(
                        routers.stream().filter(router -> !router.address().equals(end.address())),
                        Stream.of(routers.stream()
                                .filter(router -> router.address().equals(end.address()))
                                .findFirst()
                                .map(router -> new Hop(router.distance(), end.address(), router.dscp(), end.answer()))
                                .orElse(end)))
                .toList();
    }

    private static int farthest(Map<Integer, Hop> found) {
        return found.keySet().stream().mapToInt(Integer::intValue).max().orElse(0);
    }

    /// Runs one round: sends a probe for each TTL, and collects the answers that arrive in time.
    private List<Hop> ask(int dscp, List<Integer> ttls, TraceLimits limits) {
        Map<Integer, Integer> asked = new HashMap<>();
        for (int ttl : ttls) {
            sequence = sequence % SEQUENCES + 1;
            asked.put(sequence, ttl);
            sockets.send(dscp, ttl, sequence);
        }
        List<Hop> hops = new ArrayList<>();
        long deadlineNs = System.nanoTime() + limits.patience().toNanos();
        while (!asked.isEmpty()) {
            long leftMs = (deadlineNs - System.nanoTime()) / 1_000_000;
            if (leftMs <= 0) {
                return hops;
            }
            sockets.receive((int) leftMs).ifPresent(heard -> {
                Integer ttl = asked.remove(heard.sequence());
                if (ttl != null) {
                    hops.add(hop(heard, ttl));
                }
            });
        }
        return hops;
    }

    private Hop hop(TraceSockets.Heard heard, int ttl) {
        IcmpQuote quote = heard.quote();
        if (quote.expired()) {
            return new Hop(ttl, heard.from(), quote.dscp(), Hop.Answer.EXPIRED);
        }
        // A server whose rule is not limited to certain ports answers as the VIP, and
        // quotes the rewritten destination.
        boolean arrived = heard.from().equals(destination) || heard.from().equals(quote.destination());
        int distance = Math.max(1, ttl - quote.ttl() + 1);
        return new Hop(distance, heard.from(), quote.dscp(), arrived ? Hop.Answer.ARRIVED : Hop.Answer.REFUSED);
    }
}
