// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.peer;

import dev.baro.balancer.tls.AnyCertificate;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/// Sets up TLS 1.3 with a certificate on both sides. Every certificate is accepted here; [Proof] then decides
/// on admission from the fingerprint and the cluster's secret.
record Tls(SSLContext context) {
    private static final String[] VERSIONS = {"TLSv1.3"};

    static Tls of(Identity identity) throws IOException {
        try {
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(identity.keys(), Identity.PASSWORD);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), new TrustManager[] {new AnyCertificate()}, null);
            return new Tls(context);
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot use TLS: " + e.getMessage(), e);
        }
    }

    /// @param server whether this side accepted the connection and acts as the server
    /// @return the socket after the handshake; closing it closes `plain`
    SSLSocket over(Socket plain, boolean server) throws IOException {
        SSLSocket secured = (SSLSocket) context.getSocketFactory()
                .createSocket(plain, plain.getInetAddress().getHostAddress(), plain.getPort(), true);
        secured.setUseClientMode(!server);
        secured.setEnabledProtocols(VERSIONS);
        if (server) {
            secured.setNeedClientAuth(true);
        }
        secured.startHandshake();
        return secured;
    }

    /// The fingerprint of the other side's certificate.
    static String fingerprint(SSLSocket secured) throws IOException {
        try {
            return Identity.fingerprint(secured.getSession().getPeerCertificates()[0]);
        } catch (GeneralSecurityException e) {
            throw new IOException("its certificate cannot be read", e);
        }
    }
}
