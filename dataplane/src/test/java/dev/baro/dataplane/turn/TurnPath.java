// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.turn;

import dev.baro.core.model.Dscp;
import dev.baro.core.model.ForwardingMethod;
import dev.baro.core.model.IpAddress;
import dev.baro.core.model.Protocol;
import dev.baro.core.model.VirtualService;
import dev.baro.core.plan.PlannedServer;
import dev.baro.core.plan.ServicePlan;
import dev.baro.core.schedule.RoundRobin;
import dev.baro.core.schedule.Share;
import dev.baro.core.schedule.SlotChoice;
import dev.baro.core.schedule.Turns;
import dev.baro.dataplane.forward.ForwarderCounters.Budget;
import dev.baro.dataplane.forward.ForwarderCounters.ServerCounters;
import dev.baro.dataplane.forward.Frame;
import dev.baro.dataplane.forward.PacketPath;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Set;
import java.util.stream.IntStream;

/// A virtual service that deals out sessions in turn, with clients by the million.
final class TurnPath implements AutoCloseable {
    private static final byte[] SEGMENT = Frame.tcp(0).bytes();
    private static final int SOURCE_AT = 27;
    private static final int SOURCE_PORT_AT = 34;
    private static final int SEQUENCE_AT = 38;
    private static final int FLAGS_AT = 47;

    final PacketPath path;

    TurnPath(int maxSessions) {
        path = PacketPath.open("turn-" + ProcessHandle.current().pid(), maxSessions);
    }

    /// Servers 1 to `servers`, in equal parts.
    ///
    /// @param draining numbers of servers that take no new sessions
    void apply(int servers, int spread, Set<Integer> draining) {
        path.apply(plan(servers, spread, draining));
        path.nextHopsOfAll();
    }

    void apply(int servers, int spread) {
        apply(servers, spread, Set.of());
    }

    static ServicePlan plan(int servers, int spread, Set<Integer> draining) {
        List<PlannedServer> planned = new ArrayList<>();
        List<Share> shares = new ArrayList<>();
        List<Integer> takers = new ArrayList<>();
        for (int number = 1; number <= servers; number++) {
            int weight = draining.contains(number) ? 0 : 100;
            planned.add(new PlannedServer("web-" + number, address(number), ForwardingMethod.DSCP, weight));
            if (weight > 0) {
                shares.add(new Share("web-" + number, weight));
                takers.add(number - 1);
            }
        }
        dev.baro.core.schedule.Ring ofTakers = new RoundRobin().fill(shares);
        int[] slots = IntStream.range(0, ofTakers.size())
                .map(slot -> takers.get(ofTakers.slot(slot)))
                .toArray();
        return new ServicePlan(
                new VirtualService(IpAddress.parse(PacketPath.VIP), Protocol.TCP, 80),
                new Dscp(10),
                SlotChoice.NEXT,
                planned,
                new dev.baro.core.schedule.Ring(slots),
                new Turns(planned.stream().map(PlannedServer::weight).toList(), spread),
                Duration.ZERO);
    }

    static IpAddress address(int number) {
        return IpAddress.parse("198.18." + number / 250 + "." + (1 + number % 250));
    }

    String syn(int flow, int sequence) {
        return send(Frame.SYN, flow, sequence);
    }

    String ack(int flow, int sequence) {
        return send(Frame.ACK, flow, sequence);
    }

    /// @return the server that the session goes to
    String open(int flow) {
        String server = syn(flow, 0);
        ack(flow, 1);
        return server;
    }

    /// @return where the packet left for
    String send(int flags, int flow, int sequence) {
        return PacketPath.destination(path.run(frame(flags, flow, sequence)).packet());
    }

    /// The program changes checksums and never looks whether they are right, so they may be wrong here.
    static byte[] frame(int flags, int flow, int sequence) {
        byte[] frame = SEGMENT.clone();
        frame[SOURCE_AT] = (byte) (flow >> 24);
        frame[SOURCE_AT + 1] = (byte) (flow >> 16);
        frame[SOURCE_AT + 2] = 1;
        frame[SOURCE_PORT_AT] = (byte) (flow >> 8);
        frame[SOURCE_PORT_AT + 1] = (byte) flow;
        for (int i = 0; i < Integer.BYTES; i++) {
            frame[SEQUENCE_AT + i] = (byte) (sequence >> 8 * (3 - i));
        }
        frame[FLAGS_AT] = (byte) flags;
        return frame;
    }

    /// New sessions that found their bucket full.
    long withoutPlace() {
        return path.forwarder.counters().refused().getOrDefault(Budget.PLACES, 0L);
    }

    long entries() {
        return path.forwarder.sessions().used();
    }

    /// The largest difference between the numbers of new sessions of the first servers.
    long unevenness(int servers) {
        LongSummaryStatistics created = path.servers(0).stream()
                .limit(servers)
                .mapToLong(ServerCounters::sessionsCreated)
                .summaryStatistics();
        return created.getMax() - created.getMin();
    }

    long created(int number) {
        return path.servers(0).get(number - 1).sessionsCreated();
    }

    @Override
    public void close() {
        path.close();
    }
}
