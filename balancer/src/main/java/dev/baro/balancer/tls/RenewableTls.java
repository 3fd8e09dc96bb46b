// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.tls;

import dev.baro.balancer.log.Log;
import dev.baro.core.config.ApiSettings;
import dev.baro.core.config.Problem;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/// The server side of TLS, whose files may be renewed while it listens: each handshake uses the newest files.
public final class RenewableTls {
    private static final char[] IN_MEMORY = {};
    private static final Loaded NOTHING = new Loaded(null, false);

    private volatile Loaded loaded = NOTHING;

    /// @param clients whether the server requests a client certificate
    record Loaded(@Nullable SSLContext context, boolean clients) {}

    private record Read(Optional<Loaded> loaded, List<FileProblem> problems) {}

    /// The problems that were found in the files.
    public static List<Problem> problems(ApiSettings.TlsFiles files) {
        return files.isNone()
                ? List.of()
                : read(files).problems().stream().map(FileProblem::problem).toList();
    }

    /// Reads the files again. If they are unusable or no longer exist, their previous content stays in use.
    public void renew(ApiSettings.TlsFiles files) {
        if (files.isNone()) {
            return;
        }
        Read read = read(files);
        read.loaded().ifPresent(fresh -> loaded = fresh);
        if (read.loaded().isEmpty()) {
            Problem problem = read.problems().getFirst().problem();
            Log.warning("TLS_FILES_UNFIT", "text", problem.what(), "fix", problem.fix());
        }
    }

    /// The context for a listener, which keeps the same context when files are renewed.
    public SSLContext context() {
        return new NewestContext(() -> loaded);
    }

    private static Read read(ApiSettings.TlsFiles files) {
        List<FileProblem> problems = new ArrayList<>();
        Optional<OwnCertificate> own =
                OwnCertificate.read(files.certificate(), files.key(), "certificate of the API", problems);
        List<X509Certificate> authorities = files.clientCa().isEmpty()
                ? List.of()
                : OwnCertificate.fit(
                                new PemFile("client-ca", files.clientCa(), "the file of authorities")::certificates,
                                problems)
                        .orElse(List.of());
        return own.isEmpty() || OwnCertificate.isUnfit(problems)
                ? new Read(Optional.empty(), problems)
                : new Read(Optional.of(load(own.get(), authorities)), problems);
    }

    private static Loaded load(OwnCertificate own, List<X509Certificate> authorities) {
        try {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(null, null);
            keys.setKeyEntry("api", own.key(), IN_MEMORY, own.chain().toArray(X509Certificate[]::new));
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(keys, IN_MEMORY);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(factory.getKeyManagers(), trust(authorities), new SecureRandom());
            return new Loaded(context, !authorities.isEmpty());
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("this JDK has no TLS", e);
        }
    }

    /// @return the trust managers; none if there are no authorities, in which case no certificate is requested
    private static TrustManager[] trust(List<X509Certificate> authorities) throws GeneralSecurityException {
        if (authorities.isEmpty()) {
            return new TrustManager[0];
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(new Credentials(authorities, ClientKey::none).store());
        return factory.getTrustManagers();
    }
}
