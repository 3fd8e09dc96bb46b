// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.peer;

import dev.baro.balancer.peer.Refusal.RefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import javax.net.ssl.SSLSocket;

/// A connection to a peer. Once connected, it is encrypted, and both sides have authenticated each other.
final class ProvedSocket extends Socket {
    private static final int DEADLINE_MS = 3_000;

    private final Tls tls;
    private final Membership membership;
    private final RefusalLog refusals;
    private volatile Stage stage = new Stage.Plain();

    private sealed interface Stage {
        record Plain() implements Stage {}

        record Secured(SSLSocket socket) implements Stage {}

        record Closed() implements Stage {}
    }

    ProvedSocket(Tls tls, Membership membership, RefusalLog refusals) {
        this.tls = tls;
        this.membership = membership;
        this.refusals = refusals;
    }

    @Override
    public void connect(SocketAddress endpoint, int timeout) throws IOException {
        super.connect(endpoint, timeout);
        String address =
                Addresses.plain(((InetSocketAddress) endpoint).getAddress().getHostAddress());
        try {
            setSoTimeout(DEADLINE_MS);
            SSLSocket secured = tls.over(this, false);
            new Proof(membership).asClient(secured, address);
            setSoTimeout(0);
            stage = new Stage.Secured(secured);
        } catch (RefusedException e) {
            refusals.add(e.reason(), address, String.valueOf(e.getMessage()), System.nanoTime());
            close();
            throw e;
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    @Override
    public void connect(SocketAddress endpoint) throws IOException {
        connect(endpoint, DEADLINE_MS);
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return stage instanceof Stage.Secured(SSLSocket socket) ? socket.getInputStream() : super.getInputStream();
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        return stage instanceof Stage.Secured(SSLSocket socket) ? socket.getOutputStream() : super.getOutputStream();
    }

    /// Closes the plain connection immediately, because a TLS close would wait for a peer that may be stalled.
    @Override
    public void close() throws IOException {
        stage = new Stage.Closed();
        super.close();
    }
}
