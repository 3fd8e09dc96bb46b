// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.peer;

import dev.baro.balancer.control.Controller;
import dev.baro.balancer.control.Mailbox;
import dev.baro.core.peer.Invitation;
import dev.baro.core.peer.Joining;
import dev.baro.core.peer.SavedPeers;
import dev.baro.dataplane.forward.HashKey;
import dev.baro.dataplane.kernel.DataplaneException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLSocket;

/// Joins this balancer to another balancer's cluster.
final class Entry {
    private static final int TIMEOUT_MS = 3_000;

    private Entry() {}

    /// @param name    this balancer's name
    /// @param address this balancer's address for peers; empty for the address from which it
    ///                reaches the other balancer
    /// @throws IOException if the other balancer is unreachable, is not the one that sent
    /// the invitation, or refuses
    static SavedPeers by(Invitation invitation, PeersFile file, String name, String address) throws IOException {
        file.prepare();
        Tls tls = Tls.of(Identity.in(file.directory(), name));
        String there = invitation.address().inet().getHostAddress();
        try (Socket plain = new Socket()) {
            connect(plain, invitation);
            plain.setSoTimeout(TIMEOUT_MS);
            String self = address.isEmpty()
                    ? Addresses.usual(plain.getLocalAddress().getHostAddress())
                    : Addresses.usual(address);
            try (SSLSocket secured = tls.over(plain, false)) {
                if (!Secrets.same(Tls.fingerprint(secured), invitation.fingerprint())) {
                    throw new Refusal.RefusedException(
                            Refusal.WRONG_KEY,
                            "the program that answers at " + there + " is not the inviting balancer");
                }
                Joining joining = Proof.join(secured, name, self, invitation.token());
                return new SavedPeers(
                        SavedPeers.FORM, name, self, joining.secret(), joining.hashKey(), joining.peers(), List.of());
            }
        }
    }

    private static void connect(Socket plain, Invitation invitation) throws IOException {
        try {
            plain.connect(new InetSocketAddress(invitation.address().inet(), invitation.port()), TIMEOUT_MS);
        } catch (IOException e) {
            throw new IOException(
                    "%s TCP port %d, named in the invitation, cannot be reached from here: %s"
                            .formatted(invitation.address(), invitation.port(), e.getMessage()),
                    e);
        }
    }

    /// Adopts the cluster's shared key of the flow hash. A balancer that serves nothing yet adopts the key
    /// immediately. A balancer that already serves adopts it with the command that also discards its sessions;
    /// [Differences] shows that command.
    ///
    /// @return whether this balancer's flow hash now has that key
    static boolean takesKey(Controller controller, HashKey key) throws IOException {
        try {
            return controller.snapshot().state().config().secretFile().isEmpty()
                    && Mailbox.await(controller.rekey(key));
        } catch (TimeoutException e) {
            throw new IOException("the controller did not answer in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (DataplaneException e) {
            throw new IOException("the kernel half could not be recreated: " + e.getMessage(), e);
        }
    }
}
