// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.tls;

import dev.baro.core.health.ProbeTask;
import dev.baro.core.model.ApplicationCheck;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/// Makes the TLS engines of probes: with the certificates that the JDK trusts, or without asking for any.
public final class TlsClient {
    private final X509ExtendedTrustManager jdk;
    private final X509ExtendedTrustManager everybody = new Everybody();
    private final SecureRandom random = new SecureRandom();

    public TlsClient() {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init((KeyStore) null);
            jdk = Arrays.stream(factory.getTrustManagers())
                    .filter(X509ExtendedTrustManager.class::isInstance)
                    .map(X509ExtendedTrustManager.class::cast)
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("this JDK cannot verify certificates"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no TLS", e);
        }
    }

    /// @return a client that sends the host of the check as SNI and, if asked to, insists on a
    ///         certificate for it
    /// @throws SSLException in a sentence for the operator
    public TlsLayer open(ProbeTask task, ApplicationCheck.Http check) throws SSLException {
        ClientKey key = ClientKey.none();
        X509ExtendedTrustManager trust = check.verify() ? new CertificateCheck(jdk, check.host()) : everybody;
        SSLEngine engine = context(key, trust).createSSLEngine(peer(task, check), task.port());
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        if (!check.host().isEmpty()) {
            parameters.setServerNames(List.of(new SNIHostName(check.host())));
        }
        if (check.verify()) {
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
        }
        engine.setSSLParameters(parameters);
        return new TlsLayer(engine, key);
    }

    /// A context of one probe. Sessions belong to a context, so no probe can resume one: a resumed session shows no
    /// certificate, and the one that an earlier probe saw may have expired or been replaced since.
    private SSLContext context(KeyManager key, TrustManager trust) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {key}, new TrustManager[] {trust}, random);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no TLS", e);
        }
    }

    /// The name that a certificate must be for. Where nothing is verified it names the server in messages of the JDK.
    private static String peer(ProbeTask task, ApplicationCheck.Http check) {
        if (check.verify()) {
            return check.host().isEmpty() ? task.vip().toString() : check.host();
        }
        return task.server().toString();
    }

    /// A probe that is told not to verify asks whether TLS works, not who is there.
    private static final class Everybody extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
