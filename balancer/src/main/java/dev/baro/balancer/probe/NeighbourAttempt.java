// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.probe;

import dev.baro.balancer.timer.TimerQueue;
import dev.baro.core.health.ProbeResult;
import dev.baro.core.health.ProbeTask;
import dev.baro.core.health.Reply;
import dev.baro.dataplane.probe.NeighbourSocket;
import dev.baro.dataplane.probe.NeighbourSocket.Neighbour;
import dev.baro.dataplane.probe.NeighbourSocket.NextHop;
import dev.baro.dataplane.probe.NeighbourSocket.State;
import java.util.Optional;
import java.util.function.Consumer;

/// Makes the kernel resolve the MAC address of the server, or of the next router on the way to it, and waits
/// for a fresh answer.
final class NeighbourAttempt extends Attempt {
    /// The time of the first check for an answer. On a local segment, an answer takes a fraction of this time.
    private static final long FIRST_LOOK_NS = 2_000_000;

    private final NeighbourSocket neighbours;
    private final TimerQueue timers;
    private long lookNs = FIRST_LOOK_NS;
    private Optional<NextHop> asking = Optional.empty();
    private boolean asked;

    NeighbourAttempt(ProbeContext net, ProbeTask task, Consumer<ProbeResult> then) {
        super(task, then);
        this.neighbours = net.neighbours();
        this.timers = net.timers();
    }

    @Override
    void start() {
        Optional<NextHop> found = neighbours.nextHop(task().server());
        if (found.isEmpty()) {
            end(Reply.UNREACHABLE, "no route to " + task().server() + " on this host");
            return;
        }
        NextHop hop = found.get();
        asking = found;
        Neighbour known = neighbours.neighbour(hop);
        if (known.state() == State.PERMANENT) {
            end(Reply.EXPECTED, said(hop, known) + ", by a permanent entry of this host");
            return;
        }
        if (known.state() != State.ASKED) {
            neighbours.solicit(hop, known);
        }
        look(hop);
    }

    @Override
    Optional<Observation> evidence() {
        return asking.flatMap(hop -> evidence(hop, neighbours.neighbour(hop)));
    }

    @Override
    Observation silence() {
        return new Observation(
                Reply.NOTHING,
                "no host answered for " + task().server() + " within "
                        + Observation.words(task().timing().timeout()));
    }

    @Override
    void release() {}

    private void look(NextHop hop) {
        if (ended()) {
            return;
        }
        Neighbour now = neighbours.neighbour(hop);
        Optional<Observation> answer = evidence(hop, now);
        if (answer.isPresent()) {
            end(answer.get());
        } else if (now.state() == State.SILENT && asked) {
            end(Reply.NOTHING, "no host answered for " + hop.address());
        } else {
            asked = true;
            timers.at(System.nanoTime() + lookNs, () -> look(hop));
            lookNs *= 2;
        }
    }

    private Optional<Observation> evidence(NextHop hop, Neighbour now) {
        return now.state() == State.REACHABLE
                ? Optional.of(new Observation(Reply.EXPECTED, said(hop, now)))
                : Optional.empty();
    }

    private String said(NextHop hop, Neighbour neighbour) {
        String where = hop.address() + " is at " + neighbour.mac();
        return hop.address().equals(task().server()) ? where : "next hop " + where;
    }
}
