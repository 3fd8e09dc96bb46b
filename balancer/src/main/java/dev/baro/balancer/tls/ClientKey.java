// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/// The client certificate of one probe, and whether the server requested it.
final class ClientKey extends X509ExtendedKeyManager {
    private static final String ALIAS = "client";

    private final List<X509Certificate> chain;
    private final @Nullable PrivateKey key;
    private volatile boolean asked;

    private ClientKey(List<X509Certificate> chain, @Nullable PrivateKey key) {
        this.chain = List.copyOf(chain);
        this.key = key;
    }

    static ClientKey none() {
        return new ClientKey(List.of(), null);
    }

    /// @param chain the certificates, starting with the client's own
    static ClientKey of(List<X509Certificate> chain, PrivateKey key) {
        return new ClientKey(chain, key);
    }

    /// Whether the server requested a certificate and got none.
    boolean askedInVain() {
        return asked && key == null;
    }

    /// Ignores the server's list of authorities, because the operator has chosen the certificate.
    @Override
    public @Nullable String chooseEngineClientAlias(
            String[] types, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        asked = true;
        return key != null && Arrays.asList(types).contains(key.getAlgorithm()) ? ALIAS : null;
    }

    @Override
    public @Nullable String chooseClientAlias(String[] types, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return chooseEngineClientAlias(types, issuers, null);
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return chain.toArray(X509Certificate[]::new);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        return key;
    }

    @Override
    public String @Nullable [] getClientAliases(String type, Principal @Nullable [] issuers) {
        return key != null && key.getAlgorithm().equals(type) ? new String[] {ALIAS} : null;
    }

    @Override
    public String @Nullable [] getServerAliases(String type, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseServerAlias(String type, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }
}
