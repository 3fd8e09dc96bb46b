// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.tls;

import dev.baro.balancer.log.Log;
import dev.baro.core.health.ProbeTask;
import dev.baro.core.model.ApplicationCheck;
import dev.baro.core.model.ApplicationCheck.TlsFiles;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/// Creates TLS engines for probes, which trust the JDK's authorities or those in a file, or
/// do not verify certificates.
public final class TlsClient {
    private static final String BY_JDK = "by the JDK of this host";

    private final X509ExtendedTrustManager jdk;
    private final Loaded byJdk;
    private volatile Map<TlsFiles, Loaded> loaded = Map.of();
    private final X509ExtendedTrustManager anyCertificate = new AnyCertificate();
    private final SecureRandom random = new SecureRandom();

    /// @param authorities the source of the trusted authorities, for human readers
    /// @param trouble     the reason why the files are unusable; empty if they are usable
    private record Loaded(
            X509ExtendedTrustManager trust, String authorities, Supplier<ClientKey> key, String trouble) {}

    public TlsClient() {
        try {
            jdk = trust(null);
            byJdk = new Loaded(jdk, BY_JDK, ClientKey::none, "");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no TLS", e);
        }
    }

    /// Reads the files of these checks again. If a file has become unusable, its old content stays in use. Any
    /// thread may call this. Blocks while it reads.
    public void read(Collection<TlsFiles> files) {
        Map<TlsFiles, Loaded> before = loaded;
        Map<TlsFiles, Loaded> newest = new HashMap<>();
        for (TlsFiles each : files) {
            if (!each.isNone()) {
                newest.computeIfAbsent(each, it -> load(it, Optional.ofNullable(before.get(it))));
            }
        }
        loaded = Map.copyOf(newest);
    }

    private Loaded load(TlsFiles files, Optional<Loaded> before) {
        Credentials.Tried tried = Credentials.read(files);
        if (tried.credentials().isEmpty()) {
            String trouble = tried.problems().getFirst().problem().what();
            Log.warning(
                    "TLS_FILES_UNFIT",
                    "text",
                    trouble,
                    "fix",
                    tried.problems().getFirst().problem().fix());
            return before.orElseGet(() -> new Loaded(jdk, BY_JDK, ClientKey::none, trouble));
        }
        Credentials credentials = tried.credentials().get();
        try {
            return credentials.authorities().isEmpty()
                    ? new Loaded(jdk, BY_JDK, credentials.key(), "")
                    : new Loaded(trust(credentials.store()), "in " + files.ca(), credentials.key(), "");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no TLS", e);
        }
    }

    /// @param store the authorities; null for those of the JDK
    private static X509ExtendedTrustManager trust(@Nullable KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return Arrays.stream(factory.getTrustManagers())
                .filter(X509ExtendedTrustManager.class::isInstance)
                .map(X509ExtendedTrustManager.class::cast)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("this JDK cannot verify certificates"));
    }

    /// The reason why this check cannot send requests; empty if it can.
    public String trouble(ApplicationCheck.Http check) {
        return of(check).trouble();
    }

    private Loaded of(ApplicationCheck.Http check) {
        return loaded.getOrDefault(check.files(), byJdk);
    }

    /// @return a client that sends the check's host name as SNI, and requires a certificate for that
    /// host if so configured
    /// @throws SSLException whose message is a sentence for the operator
    public TlsLayer open(ProbeTask task, ApplicationCheck.Http check) throws SSLException {
        Loaded files = of(check);
        ClientKey key = files.key().get();
        X509ExtendedTrustManager trust = check.verify()
                ? new CertificateCheck(files.trust(), check.host(), files.authorities())
                : anyCertificate;
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

    /// Creates a context for one probe. TLS sessions belong to a context, so a probe cannot resume an earlier
    /// session. In a resumed session the server sends no certificate, and the certificate that an earlier probe
    /// received may have expired or been replaced since.
    private SSLContext context(KeyManager key, TrustManager trust) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {key}, new TrustManager[] {trust}, random);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no TLS", e);
        }
    }

    /// The name for which the server's certificate must be valid. Without verification, the name only appears
    /// in the JDK's messages.
    private static String peer(ProbeTask task, ApplicationCheck.Http check) {
        if (check.verify()) {
            return check.host().isEmpty() ? task.vip().toString() : check.host();
        }
        return task.server().toString();
    }
}
