// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.http;

import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.task.InterruptableTask;
import io.helidon.webserver.spi.ServerConnection;
import java.time.Duration;

/// One client connection, with a record of which side is waiting: the daemon, for the client to send a request
/// or receive an answer, or the client, for the daemon. Only a client can be too slow.
public final class Connection implements ServerConnection, InterruptableTask<Void> {
    private static final ScopedValue<Connection> CURRENT = ScopedValue.newInstance();

    private final Connections all;
    private final ServerConnection http;
    private final Acceptance.Accepted accepted;
    private volatile boolean waiting = true;
    private volatile long sinceNs = System.nanoTime();
    private volatile boolean evicted;
    /// This field is guarded by `all`.
    private long heldBytes;

    Connection(Connections all, ServerConnection http, Acceptance.Accepted accepted) {
        this.all = all;
        this.http = http;
        this.accepted = accepted;
    }

    /// The connection that the calling thread is serving.
    public static Connection current() {
        return CURRENT.get();
    }

    @Override
    public void handle(Limit limit) throws InterruptedException {
        try {
            ScopedValue.where(CURRENT, this).<Void, InterruptedException>call(() -> {
                http.handle(limit);
                return null;
            });
        } finally {
            all.remove(this);
        }
    }

    /// The client's user name on this host; empty if it is not known.
    public String user() {
        return accepted.user();
    }

    /// The client's first group on this host; empty if it is not known.
    public String group() {
        return accepted.group();
    }

    /// Records that from now on the daemon waits for the client.
    public void waitForClient() {
        sinceNs = System.nanoTime();
        waiting = true;
    }

    /// Records that from now on the client waits for the daemon.
    public void work() {
        waiting = false;
    }

    boolean isWaiting() {
        return waiting;
    }

    /// @return whether there is room for this number of bytes
    public boolean hold(long bytes) {
        return all.hold(this, bytes);
    }

    long heldBytes() {
        return heldBytes;
    }

    void setHeldBytes(long bytes) {
        heldBytes = bytes;
    }

    /// Whether the connection was closed because its client was too slow.
    public boolean isEvicted() {
        return evicted;
    }

    /// Closes the connection immediately, because TLS would wait for the client to read a closing message.
    void closeNow() {
        evicted = true;
        accepted.close();
    }

    @Override
    public Duration idleTime() {
        return waiting ? Duration.ofNanos(System.nanoTime() - sinceNs) : Duration.ZERO;
    }

    /// Called when the client has exceeded its time limit, and when the server stops.
    @Override
    public void close(boolean interrupt) {
        if (waiting) {
            closeNow();
        } else {
            http.close(interrupt);
        }
    }

    @Override
    public boolean canInterrupt() {
        return waiting;
    }
}
