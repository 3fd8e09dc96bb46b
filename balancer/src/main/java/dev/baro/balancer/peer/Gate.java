// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.peer;

import dev.baro.balancer.peer.Refusal.RefusedException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import javax.net.ssl.SSLSocket;

/// Listens for peers, and passes on only authenticated connections, so that no data from an unknown host
/// reaches the cluster. Connections from peers' addresses have reserved capacity and all others have little, so
/// that a flood costs no more than the handshakes permitted per second for unknown addresses.
final class Gate implements AutoCloseable {
    private static final int BACKLOG = 256;
    /// One connection for each peer in each direction, and as many again for connections that a
    /// fault has left open.
    private static final int PEER_PLACES = 32;
    private static final int STRANGER_PLACES = 4;
    /// The handshakes permitted per second for unknown addresses; each takes about a millisecond of CPU time.
    private static final int STRANGERS_A_SECOND = 20;

    private static final Duration DEADLINE = Duration.ofSeconds(3);
    private static final int LOOK_MS = 250;
    private static final int MAX_WAITING = 16;

    private final ServerSocket listening;
    private final Tls tls;
    private final Membership membership;
    private final RefusalLog refusals;
    private final Semaphore peerPlaces = new Semaphore(PEER_PLACES);
    private final Semaphore strangerPlaces = new Semaphore(STRANGER_PLACES);
    private final BlockingQueue<Socket> admitted = new ArrayBlockingQueue<>(MAX_WAITING);
    /// Unauthenticated connections, each with its monotonic deadline.
    private final Map<Socket, Long> unproved = new ConcurrentHashMap<>();
    private final Thread thread;

    // The following fields belong to the gate's thread.
    private long secondNs;
    private int strangers;

    private Gate(ServerSocket listening, Tls tls, Membership membership, RefusalLog refusals) {
        this.listening = listening;
        this.tls = tls;
        this.membership = membership;
        this.refusals = refusals;
        this.thread = Thread.ofPlatform().daemon().name("peer-gate").unstarted(this::serve);
    }

    /// @throws IOException if the gate cannot listen at this address
    static Gate open(InetSocketAddress where, Tls tls, Membership membership, RefusalLog refusals) throws IOException {
        ServerSocket listening = new ServerSocket();
        try {
            listening.setReuseAddress(true);
            listening.setSoTimeout(LOOK_MS);
            listening.bind(where, BACKLOG);
        } catch (IOException e) {
            listening.close();
            throw e;
        }
        Gate gate = new Gate(listening, tls, membership, refusals);
        gate.thread.start();
        return gate;
    }

    /// Returns the next connection from a member. Blocks until there is one.
    ///
    /// @throws SocketException if the gate is closed
    Socket next() throws IOException {
        try {
            while (!listening.isClosed()) {
                Socket socket = admitted.poll(LOOK_MS, java.util.concurrent.TimeUnit.MILLISECONDS);
                if (socket != null) {
                    return socket;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new SocketException("the gate is closed");
    }

    private void serve() {
        while (!listening.isClosed()) {
            try {
                take(listening.accept());
            } catch (SocketTimeoutException e) {
                // No connection has arrived, but overdue ones may have to be closed.
            } catch (IOException e) {
                // The gate was closed, or file descriptors are temporarily exhausted.
                pause();
            }
            closeOverdue();
        }
    }

    private void pause() {
        try {
            Thread.sleep(listening.isClosed() ? 0 : LOOK_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void closeOverdue() {
        long now = System.nanoTime();
        unproved.forEach((socket, endNs) -> {
            if (now - endNs > 0 && unproved.remove(socket) != null) {
                close(socket);
            }
        });
    }

    private void take(Socket socket) {
        boolean peer = membership.isPeer(socket.getInetAddress());
        Semaphore places = peer ? peerPlaces : strangerPlaces;
        if (!peer && !withinRate() || !places.tryAcquire()) {
            close(socket);
            refuse(Refusal.TOO_MANY, socket, "closed unread");
            return;
        }
        unproved.put(socket, System.nanoTime() + DEADLINE.toNanos());
        Thread.ofVirtual().name("peer-proof").start(() -> {
            try {
                prove(socket);
            } finally {
                unproved.remove(socket);
                places.release();
            }
        });
    }

    private boolean withinRate() {
        long now = System.nanoTime();
        if (now - secondNs >= Duration.ofSeconds(1).toNanos()) {
            secondNs = now;
            strangers = 0;
        }
        return strangers++ < STRANGERS_A_SECOND;
    }

    private void prove(Socket plain) {
        boolean kept = false;
        try {
            plain.setSoTimeout((int) DEADLINE.toMillis());
            plain.setTcpNoDelay(true);
            SSLSocket secured = tls.over(plain, true);
            if (new Proof(membership).asServer(secured)) {
                plain.setSoTimeout(0);
                kept = unproved.remove(plain) != null && admitted.offer(secured);
            } else {
                secured.close();
            }
        } catch (RefusedException e) {
            refuse(e.reason(), plain, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            refuse(Refusal.NO_HANDSHAKE, plain, String.valueOf(e.getMessage()));
        } finally {
            if (!kept) {
                close(plain);
            }
        }
    }

    private void refuse(Refusal reason, Socket socket, String text) {
        String from = socket.getInetAddress().getHostAddress();
        refusals.add(reason, from, text, System.nanoTime());
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // A failed close does not matter, because the connection is no longer used.
        }
    }

    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException e) {
            // A failed close does not matter: the kernel closes the descriptor when the process ends.
        }
        unproved.keySet().forEach(Gate::close);
        admitted.forEach(Gate::close);
    }
}
