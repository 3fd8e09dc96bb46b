// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.tls;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/// Lets the JDK verify a server's certificates, and explains a refusal in Baro's words. This class must
/// never verify certificates itself.
final class CertificateCheck extends X509ExtendedTrustManager {
    private final X509ExtendedTrustManager jdk;
    private final String host;
    private final String authorities;

    /// @param host        the host for which the certificate must be valid
    /// @param authorities the source of the trusted authorities: `by the JDK of this host`
    CertificateCheck(X509ExtendedTrustManager jdk, String host, String authorities) {
        this.jdk = jdk;
        this.host = host;
        this.authorities = authorities;
    }

    /// @throws RefusedCertificate with the reason for the refusal
    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        try {
            jdk.checkServerTrusted(chain, type, engine);
        } catch (CertificateException e) {
            throw new RefusedCertificate(
                    e.getCause() == null && trusted(chain, type)
                            ? CertificateRefusal.otherName(chain[0], host)
                            : CertificateRefusal.of(
                                    e, chain, new CertificateRefusal.Trusted(jdk.getAcceptedIssuers(), authorities)),
                    e);
        }
    }

    /// Whether the chain is trusted, regardless of its names, which the JDK does not compare without an engine.
    private boolean trusted(X509Certificate[] chain, String type) {
        try {
            jdk.checkServerTrusted(chain, type);
            return true;
        } catch (CertificateException e) {
            return false; // the JDK's refusal with the engine is more specific
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        jdk.checkServerTrusted(chain, type);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        jdk.checkServerTrusted(chain, type, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        jdk.checkClientTrusted(chain, type);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        jdk.checkClientTrusted(chain, type, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        jdk.checkClientTrusted(chain, type, engine);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return jdk.getAcceptedIssuers();
    }
}
