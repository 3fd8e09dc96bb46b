// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.echo;

import dev.baro.balancer.timer.PollRate;
import dev.baro.dataplane.kernel.ThreadPriority;
import dev.baro.dataplane.kernel.Threads;
import dev.baro.dataplane.probe.EchoSocket;
import dev.baro.dataplane.probe.EchoSocket.Received;
import dev.baro.dataplane.probe.EchoSocket.Request;
import dev.baro.dataplane.probe.EchoSocket.Sent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/// All pending echo requests. Each of the two raw sockets has a thread that waits for answers. Everything
/// except the waiting runs on the loop's thread.
public final class EchoMultiplexer implements AutoCloseable {
    private static final int IDS = 65_536;
    private static final int RECEIVE_TIMEOUT_MS = 100;

    /// A receive call that takes longer than this had to wait for a packet, and after that for a CPU.
    private static final long AT_ONCE_NS = 50_000;

    private final EchoSocket v4;
    private final EchoSocket v6;
    private final Runnable wakeUp;
    private final long secret;
    private final Queue<Received> arrived = new ConcurrentLinkedQueue<>();
    private final Map<Integer, Consumer<Received>> takers = new HashMap<>();
    private final int[] rounds = new int[IDS];
    private final List<Thread> threads = new ArrayList<>();
    private int lastId;
    private volatile boolean closed;

    private EchoMultiplexer(EchoSocket v4, EchoSocket v6, long secret, Runnable wakeUp) {
        this.v4 = v4;
        this.v6 = v6;
        this.secret = secret;
        this.wakeUp = wakeUp;
    }

    /// @param secret a secret, without which a host cannot forge the answer to a request that
    ///               it has not received
    /// @param wakeUp the callback, called from its threads when there is work for [#deliver()]
    /// @throws dev.baro.dataplane.DataplaneException if the privilege to ping is missing
    public static EchoMultiplexer open(long secret, Runnable wakeUp) {
        EchoSocket v4 = EchoSocket.open(true, RECEIVE_TIMEOUT_MS);
        try {
            EchoMultiplexer desk = new EchoMultiplexer(v4, EchoSocket.open(false, RECEIVE_TIMEOUT_MS), secret, wakeUp);
            desk.listen("probe-echo-v4", desk.v4);
            desk.listen("probe-echo-v6", desk.v6);
            return desk;
        } catch (RuntimeException e) {
            v4.close();
            throw e;
        }
    }

    /// @param taker the receiver of answers for the identifier until it is released
    /// @return an identifier that has been unused for a long time, or -1 if all are in use
    public int take(Consumer<Received> taker) {
        for (int tried = 0; tried < IDS; tried++) {
            lastId = lastId + 1 & IDS - 1;
            if (!takers.containsKey(lastId)) {
                takers.put(lastId, taker);
                rounds[lastId]++;
                return lastId;
            }
        }
        return -1;
    }

    public void giveBack(int id) {
        takers.remove(id);
    }

    /// The data that a reply to this identifier's current request must echo.
    public long token(int id) {
        return secret ^ (long) rounds[id] << 32 ^ id;
    }

    /// The token that stands for this identifier in the steering's record.
    public int flowToken(int id) {
        return (int) (token(id) >>> 32);
    }

    public Sent send(Request request) {
        return (request.to().isV4() ? v4 : v6).send(request);
    }

    /// Distributes received answers.
    public void deliver() {
        for (Received received = arrived.poll(); received != null; received = arrived.poll()) {
            Consumer<Received> taker = takers.get(received.id());
            if (taker != null) {
                taker.accept(received);
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        threads.forEach(Threads::join);
        v4.close();
        v6.close();
    }

    private void listen(String name, EchoSocket socket) {
        threads.add(Thread.ofPlatform().name(name).daemon().start(() -> receive(socket)));
    }

    private void receive(EchoSocket socket) {
        String _ = ThreadPriority.raise();
        PollRate rate = new PollRate(System.nanoTime());
        while (!closed) {
            long beganNs = System.nanoTime();
            Optional<Received> received = socket.receive();
            if (received.isPresent()) {
                arrived.add(received.get());
                wakeUp.run();
            }
            long nowNs = System.nanoTime();
            if (nowNs - beganNs > AT_ONCE_NS) {
                LockSupport.parkNanos(rate.waitNs(nowNs));
            }
        }
    }
}
