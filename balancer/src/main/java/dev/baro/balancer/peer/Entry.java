// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.peer;

import dev.baro.core.model.IpAddress;
import dev.baro.core.peer.Invitation;
import dev.baro.core.peer.Joining;
import dev.baro.core.peer.SavedPeers;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import javax.net.ssl.SSLSocket;

/// How a balancer gets into the cluster of another one.
final class Entry {
    private static final int TIMEOUT_MS = 3_000;

    private Entry() {}

    /// @param name    of this balancer
    /// @param address where peers reach it; empty: the address from which it reaches the other one
    /// @throws IOException where the other is not reached, is not the one that invited, or refuses
    static SavedPeers by(Invitation invitation, PeersFile file, String name, String address) throws IOException {
        file.prepare();
        Tls tls = Tls.of(Identity.in(file.directory(), name));
        String there = invitation.address().inet().getHostAddress();
        try (Socket plain = new Socket()) {
            plain.connect(new InetSocketAddress(invitation.address().inet(), invitation.port()), TIMEOUT_MS);
            plain.setSoTimeout(TIMEOUT_MS);
            String self = address.isEmpty()
                    ? Addresses.plain(plain.getLocalAddress().getHostAddress())
                    : IpAddress.parse(address).toString();
            try (SSLSocket secured = tls.over(plain, false)) {
                if (!Secrets.same(Tls.fingerprint(secured), invitation.fingerprint())) {
                    throw new Refusal.RefusedException(
                            Refusal.WRONG_KEY, "what answers at " + there + " is not the balancer that invited");
                }
                Joining joining = Proof.join(secured, name, self, invitation.token());
                return new SavedPeers(
                        SavedPeers.FORM, name, self, joining.secret(), joining.hashKey(), joining.peers(), List.of());
            }
        }
    }
}
