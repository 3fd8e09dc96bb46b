// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.tls;

import dev.baro.core.health.CertificateTimes;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;

/// Translates between the encrypted bytes of a channel and the plain bytes of a probe. It does no I/O and
/// stores at most one record per direction.
public final class TlsLayer {
    /// The number of a server's first bytes that identify its protocol.
    private static final int HEAD_BYTES = 64;

    private final SSLEngine engine;
    private final ClientKey key;
    private final ByteBuffer received;
    private final ByteBuffer plain;
    private final ByteBuffer record;

    TlsLayer(SSLEngine engine, ClientKey key) throws SSLException {
        this.key = key;
        this.engine = engine;
        int recordBytes = engine.getSession().getPacketBufferSize();
        this.received = ByteBuffer.allocate(2 * recordBytes);
        this.record = ByteBuffer.allocate(recordBytes);
        this.plain = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize() + recordBytes);
        try {
            engine.beginHandshake();
        } catch (SSLException e) {
            throw failure(e, 0);
        }
    }

    /// Processes data received from the channel.
    ///
    /// @param toChannel the receiver of data to send
    /// @param toProbe   the receiver of received data
    /// @throws SSLException whose message is a sentence for the operator
    public void take(ByteBuffer bytes, Consumer<ByteBuffer> toChannel, Consumer<ByteBuffer> toProbe)
            throws SSLException {
        while (bytes.hasRemaining()) {
            int length = Math.min(bytes.remaining(), received.remaining());
            if (length == 0) {
                throw TlsFailure.named("the server sends a record that is too long");
            }
            received.put(bytes.slice(bytes.position(), length));
            bytes.position(bytes.position() + length);
            turn(toChannel, toProbe);
        }
        turn(toChannel, toProbe);
    }

    /// The expiry times of the server's certificates. Call this after the handshake.
    public CertificateTimes certificate() {
        try {
            List<Instant> ends = Arrays.stream(engine.getSession().getPeerCertificates())
                    .filter(X509Certificate.class::isInstance)
                    .map(it -> ((X509Certificate) it).getNotAfter().toInstant())
                    .toList();
            return ends.isEmpty()
                    ? CertificateTimes.NONE
                    : new CertificateTimes(ends.getFirst(), Collections.min(ends));
        } catch (SSLPeerUnverifiedException e) {
            return CertificateTimes.NONE; // the server sent no certificates
        }
    }

    /// Whether the server requested a certificate and got none.
    public boolean askedInVain() {
        return key.askedInVain();
    }

    public boolean handshaking() {
        return engine.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING
                && engine.getHandshakeStatus() != HandshakeStatus.FINISHED;
    }

    /// Encrypts and sends bytes after the handshake.
    public void send(ByteBuffer bytes, Consumer<ByteBuffer> toChannel) throws SSLException {
        while (bytes.hasRemaining()) {
            wrap(bytes, toChannel);
        }
    }

    /// Proceeds with TLS as far as the received data permits.
    private void turn(Consumer<ByteBuffer> toChannel, Consumer<ByteBuffer> toProbe) throws SSLException {
        while (true) {
            switch (engine.getHandshakeStatus()) {
                case NEED_TASK -> runTasks();
                case NEED_WRAP -> {
                    if (!wrap(ByteBuffer.allocate(0), toChannel)) {
                        return;
                    }
                }
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN, NOT_HANDSHAKING, FINISHED -> {
                    if (!unwrap(toProbe)) {
                        return;
                    }
                }
            }
        }
    }

    private void runTasks() {
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
    }

    private boolean wrap(ByteBuffer bytes, Consumer<ByteBuffer> toChannel) throws SSLException {
        SSLEngineResult result;
        try {
            result = engine.wrap(bytes, record.clear());
        } catch (SSLException e) {
            throw failure(e, 0);
        }
        toChannel.accept(record.flip());
        return result.getStatus() == SSLEngineResult.Status.OK;
    }

    /// @return whether there may be more to do
    private boolean unwrap(Consumer<ByteBuffer> toProbe) throws SSLException {
        received.flip();
        int length = received.limit();
        SSLEngineResult result;
        try {
            result = engine.unwrap(received, plain.clear());
        } catch (SSLException e) {
            throw failure(e, length);
        }
        received.compact();
        if (plain.flip().hasRemaining()) {
            toProbe.accept(plain);
        }
        return result.getStatus() == SSLEngineResult.Status.OK
                && (result.bytesConsumed() > 0
                        || result.getHandshakeStatus() == HandshakeStatus.NEED_TASK
                        || result.getHandshakeStatus() == HandshakeStatus.NEED_WRAP);
    }

    /// @param length the number of received bytes that were passed to the engine
    private TlsFailure failure(SSLException e, int length) {
        byte[] head = new byte[Math.min(HEAD_BYTES, length)];
        received.clear().get(0, head);
        return TlsFailure.of(e, head, key.askedInVain());
    }
}
