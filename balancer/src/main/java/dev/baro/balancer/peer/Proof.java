// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.peer;

import dev.baro.balancer.peer.Refusal.RefusedException;
import dev.baro.core.api.Json;
import dev.baro.core.peer.Joining;
import dev.baro.core.peer.PeerReport;
import dev.baro.core.peer.SavedPeers;
import dev.baro.core.peer.SavedPeers.SavedPeer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocket;

/// The exchange inside TLS on a new connection, before the connection is passed to the cluster. Each side
/// proves that it knows the secret. A proof covers both nonces and both certificates, so that it is valid
/// only for this connection:
///
/// | who | line |
/// |---|---|
/// | client | `baro-peer 1 member NAME ADDRESS NONCE` or `baro-peer 1 join NAME ADDRESS TOKEN` |
/// | server | `member NAME NONCE PROOF`, or `joined JSON` in Base64, which ends it |
/// | client | `proof PROOF` |
/// | server | `welcome` |
///
/// Either side may send `refused REASON` instead of any of its lines.
record Proof(Membership membership) {
    private static final String WORD = "baro-peer";
    private static final int MAX_LINE = 512;
    private static final int MAX_JOINING = 256 * 1024;
    private static final int NONCE_BYTES = 16;
    /// The form of balancers' names in the configuration.
    private static final Pattern NAME = Pattern.compile("(?!\\.{1,2}$)[A-Za-z0-9._-]{1,63}");

    /// @throws IOException if peers would refuse the name
    static String requireName(String name) throws IOException {
        if (!NAME.matcher(name).matches()) {
            throw new IOException(
                    ("peers know a balancer by its name, and %s is not a valid one (1 to 63 letters, digits, . _ -);"
                                    + " start the daemon with --balancer NAME")
                            .formatted(dev.baro.core.config.Words.quoted(name)));
        }
        return name;
    }

    /// The exchange on the accepting side.
    ///
    /// @return whether the connection belongs to a member; if not, a new balancer has used it to join,
    /// and it is closed
    boolean asServer(SSLSocket socket) throws IOException {
        InputStream in = socket.getInputStream();
        OutputStream out = socket.getOutputStream();
        try {
            String[] hello = Words.read(in, MAX_LINE);
            requireVersion(hello);
            if (hello.length != 6 || !NAME.matcher(hello[3]).matches()) {
                throw new RefusedException(Refusal.GARBAGE, "not a greeting of a peer");
            }
            SavedPeer peer = new SavedPeer(hello[3], address(hello[4]), Tls.fingerprint(socket));
            return switch (hello[2]) {
                case "member" -> {
                    serveMember(in, out, peer, hello[5]);
                    yield true;
                }
                case "join" -> {
                    Joining joining = membership.join(peer, hello[5]);
                    Words.write(out, "joined", base64(Json.write(joining)));
                    yield false;
                }
                default -> throw new RefusedException(Refusal.GARBAGE, "not a greeting of a peer");
            };
        } catch (RefusedException e) {
            Words.write(out, "refused", e.reason().word());
            throw e;
        }
    }

    private void serveMember(InputStream in, OutputStream out, SavedPeer peer, String theirNonce) throws IOException {
        SavedPeers own = membership.now();
        String nonce = Secrets.hex(Secrets.random(NONCE_BYTES));
        String[] seen = {theirNonce, nonce, peer.name(), peer.fingerprint(), own.name(), membership.fingerprint()};
        Words.write(out, "member", own.name(), nonce, proof("server", seen));
        String[] answer = Words.read(in, MAX_LINE);
        if (answer.length != 2 || !answer[0].equals("proof")) {
            throw theirWord(answer);
        }
        if (!Secrets.same(answer[1], proof("client", seen))) {
            throw new RefusedException(Refusal.OTHER_SECRET, peer.name() + " has the secret of another cluster");
        }
        membership.admit(peer);
        Words.write(out, "welcome");
    }

    /// The exchange on the connecting side.
    ///
    /// @param address the other side's address
    void asClient(SSLSocket socket, String address) throws IOException {
        InputStream in = socket.getInputStream();
        OutputStream out = socket.getOutputStream();
        SavedPeers own = membership.now();
        String nonce = Secrets.hex(Secrets.random(NONCE_BYTES));
        Words.write(out, WORD, Integer.toString(PeerReport.VERSION), "member", own.name(), own.address(), nonce);
        String[] answer = Words.read(in, MAX_LINE);
        if (answer.length != 4
                || !answer[0].equals("member")
                || !NAME.matcher(answer[1]).matches()) {
            throw theirWord(answer);
        }
        SavedPeer peer = new SavedPeer(answer[1], Addresses.usual(address), Tls.fingerprint(socket));
        String[] seen = {nonce, answer[2], own.name(), membership.fingerprint(), peer.name(), peer.fingerprint()};
        if (!Secrets.same(answer[3], proof("server", seen))) {
            Words.write(out, "refused", Refusal.OTHER_SECRET.word());
            throw new RefusedException(Refusal.OTHER_SECRET, peer.name() + " has the secret of another cluster");
        }
        try {
            membership.admit(peer);
        } catch (RefusedException e) {
            Words.write(out, "refused", e.reason().word());
            throw e;
        }
        Words.write(out, "proof", proof("client", seen));
        String[] last = Words.read(in, MAX_LINE);
        if (last.length != 1 || !last[0].equals("welcome")) {
            throw theirWord(last);
        }
    }

    /// Requests the secrets of a cluster. The caller must already have checked the other side's certificate.
    static Joining join(SSLSocket socket, String name, String address, String token) throws IOException {
        Words.write(socket.getOutputStream(), WORD, Integer.toString(PeerReport.VERSION), "join", name, address, token);
        String[] answer = Words.read(socket.getInputStream(), MAX_JOINING);
        if (answer.length != 2 || !answer[0].equals("joined")) {
            throw theirWord(answer);
        }
        try {
            byte[] json = Base64.getDecoder().decode(answer[1]);
            return Json.read(new String(json, StandardCharsets.UTF_8), Joining.class);
        } catch (IllegalArgumentException e) {
            throw new IOException("its answer cannot be read: " + e.getMessage(), e);
        }
    }

    private String proof(String side, String... seen) {
        return Secrets.proof(membership.now().secret(), side, String.join("\n", seen));
    }

    private static void requireVersion(String... hello) throws RefusedException {
        if (hello.length < 2 || !hello[0].equals(WORD)) {
            throw new RefusedException(Refusal.GARBAGE, "not a greeting of a peer");
        }
        if (!hello[1].equals(Integer.toString(PeerReport.VERSION))) {
            throw new RefusedException(
                    Refusal.OTHER_VERSION, "it speaks version " + hello[1] + ", not " + PeerReport.VERSION);
        }
    }

    private static String address(String text) throws RefusedException {
        try {
            return dev.baro.core.model.IpAddress.parse(text).toString();
        } catch (IllegalArgumentException e) {
            throw new RefusedException(Refusal.GARBAGE, "not a greeting of a peer");
        }
    }

    /// Converts a refusal that the other side has sent, taking the reason from the word in it.
    private static RefusedException theirWord(String... answer) {
        if (answer.length == 2 && answer[0].equals("refused")) {
            for (Refusal reason : Refusal.values()) {
                if (reason.word().equals(answer[1])) {
                    return new RefusedException(reason, "the other side rejects this balancer: " + reason.word());
                }
            }
        }
        return new RefusedException(Refusal.GARBAGE, "not a line of this protocol");
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
