// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.tls;

import dev.baro.core.config.Config;
import dev.baro.core.model.ApplicationCheck;
import dev.baro.core.model.ApplicationCheck.TlsFiles;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// The content of the files that an HTTPS check names, as last read.
///
/// @param authorities the only trusted authorities; if empty, the JDK's authorities are trusted
/// @param key         the function that creates the client key for each probe
public record Credentials(List<X509Certificate> authorities, Supplier<ClientKey> key) {
    public static final Credentials NONE = new Credentials(List.of(), ClientKey::none);

    /// The content of the files, together with its problems.
    ///
    /// @param credentials the credentials; empty if a problem is an error
    public record Tried(Optional<Credentials> credentials, List<FileProblem> problems) {}

    public Credentials {
        authorities = List.copyOf(authorities);
    }

    /// The problems with the files that a daemon started with this configuration
    /// would have, without duplicates.
    public static List<FileProblem> problems(Config config) {
        return config.vips().stream()
                .flatMap(vip -> vip.ports().stream())
                .filter(port -> port.check() instanceof ApplicationCheck.Http)
                .map(port -> ((ApplicationCheck.Http) port.check()).files())
                .distinct()
                .flatMap(files -> read(files).problems().stream())
                .distinct()
                .toList();
    }

    /// Never blocks, because it opens only regular files, not pipes.
    public static Tried read(TlsFiles files) {
        List<FileProblem> problems = new ArrayList<>();
        List<X509Certificate> authorities = files.ca().isEmpty()
                ? List.of()
                : OwnCertificate.fit(new PemFile("ca", files.ca(), "the file of authorities")::certificates, problems)
                        .orElse(List.of());
        Supplier<ClientKey> key = files.certificate().isEmpty() ? ClientKey::none : client(files, problems);
        return new Tried(
                OwnCertificate.isUnfit(problems) ? Optional.empty() : Optional.of(new Credentials(authorities, key)),
                List.copyOf(problems));
    }

    /// @throws GeneralSecurityException if this JDK does not have the required type of key store
    KeyStore store() throws GeneralSecurityException {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (int i = 0; i < authorities.size(); i++) {
                store.setCertificateEntry("ca-" + i, authorities.get(i));
            }
            return store;
        } catch (IOException e) {
            throw new IllegalStateException("an empty store is read from nowhere", e);
        }
    }

    private static Supplier<ClientKey> client(TlsFiles files, List<FileProblem> problems) {
        return OwnCertificate.read(files.certificate(), files.key(), "client certificate", problems)
                .<Supplier<ClientKey>>map(own -> () -> ClientKey.of(own.chain(), own.key()))
                .orElse(ClientKey::none);
    }
}
