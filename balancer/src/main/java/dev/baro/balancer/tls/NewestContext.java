// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.tls;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/// A context for a listener that reads its context once and keeps it. Each handshake still uses the newest
/// certificate. The context is only for accepted sockets; it opens no connections.
final class NewestContext extends SSLContext {
    private static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");
    private static final String ACCEPTED_ONLY = "it makes TLS of accepted sockets alone";

    NewestContext(Supplier<RenewableTls.Loaded> newest) {
        super(new Delegate(newest), newest(newest).getProvider(), newest(newest).getProtocol());
    }

    private static SSLContext newest(Supplier<RenewableTls.Loaded> newest) {
        return Objects.requireNonNull(newest.get().context(), "nothing is served without a certificate");
    }

    private static final class Delegate extends SSLContextSpi {
        private final Supplier<RenewableTls.Loaded> newest;

        Delegate(Supplier<RenewableTls.Loaded> newest) {
            this.newest = newest;
        }

        @Override
        protected SSLSocketFactory engineGetSocketFactory() {
            return new Sockets(newest);
        }

        @Override
        protected SSLEngine engineCreateSSLEngine() {
            return newest(newest).createSSLEngine();
        }

        @Override
        protected SSLEngine engineCreateSSLEngine(String host, int port) {
            return newest(newest).createSSLEngine(host, port);
        }

        @Override
        protected SSLSessionContext engineGetServerSessionContext() {
            return newest(newest).getServerSessionContext();
        }

        @Override
        protected SSLSessionContext engineGetClientSessionContext() {
            return newest(newest).getClientSessionContext();
        }

        @Override
        protected SSLParameters engineGetDefaultSSLParameters() {
            return newest(newest).getDefaultSSLParameters();
        }

        @Override
        protected SSLParameters engineGetSupportedSSLParameters() {
            return newest(newest).getSupportedSSLParameters();
        }

        @Override
        protected void engineInit(
                KeyManager @Nullable [] keys,
                TrustManager @Nullable [] trust,
                java.security.@Nullable SecureRandom random) {
            throw new IllegalStateException("its files were read already");
        }

        @Override
        protected SSLServerSocketFactory engineGetServerSocketFactory() {
            return newest(newest).getServerSocketFactory();
        }
    }

    private static final class Sockets extends SSLSocketFactory {
        private final Supplier<RenewableTls.Loaded> newest;

        Sockets(Supplier<RenewableTls.Loaded> newest) {
            this.newest = newest;
        }

        @Override
        public Socket createSocket(Socket accepted, @Nullable InputStream consumed, boolean autoClose)
                throws IOException {
            RenewableTls.Loaded now = newest.get();
            SSLSocket socket =
                    (SSLSocket) newest(() -> now).getSocketFactory().createSocket(accepted, consumed, autoClose);
            socket.setEnabledProtocols(PROTOCOLS.toArray(String[]::new));
            socket.setWantClientAuth(now.clients());
            return socket;
        }

        @Override
        public String[] getDefaultCipherSuites() {
            return newest(newest).getSocketFactory().getDefaultCipherSuites();
        }

        @Override
        public String[] getSupportedCipherSuites() {
            return newest(newest).getSocketFactory().getSupportedCipherSuites();
        }

        @Override
        public Socket createSocket(Socket socket, String host, int port, boolean autoClose) {
            throw new UnsupportedOperationException(ACCEPTED_ONLY);
        }

        @Override
        public Socket createSocket(String host, int port) {
            throw new UnsupportedOperationException(ACCEPTED_ONLY);
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress local, int localPort) {
            throw new UnsupportedOperationException(ACCEPTED_ONLY);
        }

        @Override
        public Socket createSocket(InetAddress host, int port) {
            throw new UnsupportedOperationException(ACCEPTED_ONLY);
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
            throw new UnsupportedOperationException(ACCEPTED_ONLY);
        }
    }
}
