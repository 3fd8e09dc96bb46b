// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.baro.balancer.Eventually;
import dev.baro.balancer.peer.Refusal.RefusedException;
import dev.baro.core.peer.Joining;
import dev.baro.core.peer.SavedPeers;
import dev.baro.core.peer.SavedPeers.SavedPeer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What comes through the gate of a balancer, and what does not.
class GateTest {
    private static final String SECRET = "5e".repeat(32);

    @TempDir
    private Path directory;

    private final RefusalLog refusals = new RefusalLog();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private InetSocketAddress place;
    private Membership first;
    private Gate gate;

    @BeforeEach
    void open() throws Exception {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            place = new InetSocketAddress(free.getInetAddress(), free.getLocalPort());
        }
        Identity identity = Identity.make("lb-a1");
        first = member("lb-a1", SECRET, identity);
        gate = Gate.open(place, Tls.of(identity), first, refusals);
        opened.add(gate);
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
    }

    @Test
    void letsAMemberThroughAndCarriesWhatItSays() throws Exception {
        Identity identity = Identity.make("lb-a2");
        CompletableFuture<Socket> admitted = CompletableFuture.supplyAsync(this::next);

        Socket peer = connect(identity, member("lb-a2", SECRET, identity));
        peer.getOutputStream().write('x');

        assertThat(admitted.get(10, TimeUnit.SECONDS).getInputStream().read()).isEqualTo('x');
        assertThat(first.now().peers()).extracting(SavedPeer::name).containsExactly("lb-a2");
        assertThat(refused()).isEmpty();
    }

    @Test
    void refusesTheSecretOfAnotherClusterOnBothSides() throws Exception {
        Identity identity = Identity.make("lb-a2");

        Refusal said = refusedAs(identity, member("lb-a2", "0f".repeat(32), identity));

        assertThat(said).isEqualTo(Refusal.OTHER_SECRET);
        assertRefused(Refusal.OTHER_SECRET, 2);
        assertThat(first.now().peers()).isEmpty();
    }

    @Test
    void refusesTheNameOfAPeerWithAnotherKey() throws Exception {
        Identity known = Identity.make("lb-a2");
        first.admit(new SavedPeer("lb-a2", "127.0.0.1", known.fingerprint()));
        Identity other = Identity.make("lb-a2");

        assertThat(refusedAs(other, member("lb-a2", SECRET, other))).isEqualTo(Refusal.WRONG_KEY);
    }

    @Test
    void refusesAFormerPeer() throws Exception {
        Identity identity = Identity.make("lb-a2");
        first.admit(new SavedPeer("lb-a2", "127.0.0.1", identity.fingerprint()));
        first.remove("lb-a2");

        assertThat(refusedAs(identity, member("lb-a2", SECRET, identity))).isEqualTo(Refusal.REMOVED);
    }

    /// Who deletes the files keeps a stolen host out: it must not bring the secret back by coming with a new name.
    @Test
    void takesNobodyInOnceItsFilesAreDeleted() throws Exception {
        Path file = directory.resolve("lb-a1/cluster.json");
        Files.delete(file);
        Identity identity = Identity.make("lb-c1");

        assertThatThrownBy(() -> first.admit(new SavedPeer("lb-c1", "127.0.0.1", identity.fingerprint())))
                .hasMessageContaining("has left the cluster");
        assertThat(file).doesNotExist();
        assertThat(first.now().peers()).isEmpty();
    }

    /// Java spells an address of IPv6 otherwise than the other side does.
    @Test
    void keepsAPeerByTheUsualSpellingOfItsAddress() throws Exception {
        Identity identity = Identity.make("lb-a2");
        CompletableFuture<Socket> admitted = CompletableFuture.supplyAsync(this::next);

        Membership second = member("lb-a2", SECRET, identity);
        try (SSLSocket socket = secured(identity)) {
            new Proof(second).asClient(socket, "2001:db8:0:0:0:0:0:12");
        }

        assertThat(second.now().peers()).extracting(SavedPeer::address).containsExactly("2001:db8::12");
        assertThat(admitted.get(10, TimeUnit.SECONDS)).isNotNull();
    }

    @Test
    void refusesAnotherVersionByName() throws Exception {
        SSLSocket socket = secured(Identity.make("lb-a2"));

        Words.write(socket.getOutputStream(), "baro-peer", "2", "member", "lb-a2", "127.0.0.1", "00");

        assertThat(Words.read(socket.getInputStream(), 100)).containsExactly("refused", "other-version");
        assertRefused(Refusal.OTHER_VERSION, 1);
    }

    @Test
    void refusesGarbageBeforeAndInsideOfTls() throws Exception {
        try (Socket plain = new Socket(place.getAddress(), place.getPort());
                OutputStream out = plain.getOutputStream()) {
            out.write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            plain.getInputStream().readAllBytes();
        }
        SSLSocket socket = secured(Identity.make("lb-a2"));
        socket.getOutputStream().write(new byte[4096]);

        assertRefused(Refusal.NO_HANDSHAKE, 1);
        assertRefused(Refusal.GARBAGE, 1);
    }

    /// A proof that was seen on one connection is none on another: both have other nonces.
    @Test
    void refusesAProofThatIsReplayed() throws Exception {
        Identity identity = Identity.make("lb-a2");
        String nonce = "00".repeat(16);
        SSLSocket one = secured(identity);
        Words.write(one.getOutputStream(), "baro-peer", "1", "member", "lb-a2", "127.0.0.1", nonce);
        String[] hello = Words.read(one.getInputStream(), 512);
        String proof = Secrets.proof(
                SECRET,
                "client",
                String.join("\n", nonce, hello[2], "lb-a2", identity.fingerprint(), "lb-a1", first.fingerprint()));
        Words.write(one.getOutputStream(), "proof", proof);
        assertThat(Words.read(one.getInputStream(), 512)).containsExactly("welcome");

        SSLSocket two = secured(identity);
        Words.write(two.getOutputStream(), "baro-peer", "1", "member", "lb-a2", "127.0.0.1", nonce);
        Words.read(two.getInputStream(), 512);
        Words.write(two.getOutputStream(), "proof", proof);

        assertThat(Words.read(two.getInputStream(), 512)).containsExactly("refused", "other-secret");
    }

    @Test
    void handsTheSecretToOneThatHasAToken() throws Exception {
        String token = HexFormat.of().formatHex(first.invite());

        Joining joining = Proof.join(secured(Identity.make("lb-a2")), "lb-a2", "127.0.0.2", token);

        assertThat(joining.secret()).isEqualTo(SECRET);
        assertThat(joining.peers()).extracting(SavedPeer::name).containsExactly("lb-a1");
        assertThat(first.now().peers()).extracting(SavedPeer::address).containsExactly("127.0.0.2");
    }

    @Test
    void takesATokenOnceOnly() throws Exception {
        String token = HexFormat.of().formatHex(first.invite());
        Proof.join(secured(Identity.make("lb-a2")), "lb-a2", "127.0.0.2", token);
        SSLSocket second = secured(Identity.make("lb-a3"));

        RefusedException refused =
                catchThrowableOfType(RefusedException.class, () -> Proof.join(second, "lb-a3", "127.0.0.3", token));

        assertThat(refused.reason()).isEqualTo(Refusal.BAD_TOKEN);
    }

    /// They hold every place of strangers, and a peer has one nonetheless.
    @Test
    void servesAPeerBesideStrangersThatSayNothing() throws Exception {
        Identity identity = Identity.make("lb-a2");
        first.admit(new SavedPeer("lb-a2", "127.0.0.2", identity.fingerprint()));
        for (int i = 0; i < 500; i++) {
            Socket silent = new Socket(place.getAddress(), place.getPort());
            opened.add(silent);
        }
        CompletableFuture<Socket> admitted = CompletableFuture.supplyAsync(this::next);

        ProvedSocket peer = new ProvedSocket(Tls.of(identity), member("lb-a2", SECRET, identity), refusals);
        opened.add(peer);
        peer.bind(new InetSocketAddress("127.0.0.2", 0));
        peer.connect(place, 5_000);
        peer.getOutputStream().write('x');

        assertThat(admitted.get(10, TimeUnit.SECONDS).getInputStream().read()).isEqualTo('x');
        assertThat(refused().get("too-many")).isGreaterThan(400);
    }

    private Membership member(String name, String secret, Identity identity) throws IOException {
        SavedPeers saved = new SavedPeers(1, name, "127.0.0.1", secret, "00".repeat(16), List.of(), List.of());
        PeersFile file = new PeersFile(directory.resolve(name));
        file.save(saved);
        return new Membership(file, saved, identity.fingerprint(), System::nanoTime, _ -> {});
    }

    private Socket connect(Identity identity, Membership membership) throws IOException {
        ProvedSocket socket = new ProvedSocket(Tls.of(identity), membership, refusals);
        opened.add(socket);
        socket.connect(place, 5_000);
        return socket;
    }

    private Refusal refusedAs(Identity identity, Membership membership) {
        return catchThrowableOfType(RefusedException.class, () -> connect(identity, membership))
                .reason();
    }

    private SSLSocket secured(Identity identity) throws IOException {
        Socket plain = new Socket(place.getAddress(), place.getPort());
        opened.add(plain);
        plain.setSoTimeout(10_000);
        return Tls.of(identity).over(plain, false);
    }

    private Socket next() {
        try {
            return gate.next();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void assertRefused(Refusal reason, long times) {
        Eventually.see(this::refused, counts -> counts.getOrDefault(reason.word(), 0L) == times);
    }

    private Map<String, Long> refused() {
        Map<String, Long> counts = new java.util.TreeMap<>(refusals.counts());
        counts.values().removeIf(count -> count == 0);
        return counts;
    }
}
