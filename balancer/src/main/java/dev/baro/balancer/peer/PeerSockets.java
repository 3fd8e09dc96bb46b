// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.peer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import org.jgroups.util.DefaultSocketFactory;

/// Provides JGroups with authenticated connections in both directions.
final class PeerSockets extends DefaultSocketFactory {
    private final Gate gate;
    private final Tls tls;
    private final Membership membership;
    private final RefusalLog refusals;

    PeerSockets(Gate gate, Tls tls, Membership membership, RefusalLog refusals) {
        this.gate = gate;
        this.tls = tls;
        this.membership = membership;
        this.refusals = refusals;
    }

    @Override
    public Socket createSocket(String service) {
        return new ProvedSocket(tls, membership, refusals);
    }

    @Override
    public ServerSocket createServerSocket(String service) throws IOException {
        return new Admitted(gate);
    }

    @Override
    public ServerSocket createServerSocket(String service, int port) throws IOException {
        return new Admitted(gate);
    }

    @Override
    public ServerSocket createServerSocket(String service, int port, int backlog) throws IOException {
        return new Admitted(gate);
    }

    @Override
    public ServerSocket createServerSocket(String service, int port, int backlog, InetAddress address)
            throws IOException {
        return new Admitted(gate);
    }

    /// A server socket that returns the connections that the gate has passed on. It does not bind to an
    /// address, because the gate does.
    private static final class Admitted extends ServerSocket {
        private final Gate gate;
        private volatile int port;

        Admitted(Gate gate) throws IOException {
            this.gate = gate;
        }

        @Override
        public void bind(SocketAddress where) {
            port = ((java.net.InetSocketAddress) where).getPort();
        }

        @Override
        public void bind(SocketAddress where, int backlog) {
            bind(where);
        }

        @Override
        public int getLocalPort() {
            return port;
        }

        @Override
        public Socket accept() throws IOException {
            return gate.next();
        }
    }
}
