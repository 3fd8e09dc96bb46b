// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.tls;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import javax.net.ssl.SSLException;

/// One step of a handshake: it processes received bytes and produces bytes to send. One thread executes the
/// step with exclusive use of the TLS layer, and another thread reads the result.
public final class HandshakeStep implements Runnable {
    private final Opening opening;
    private final ByteBuffer bytes;
    private final ByteArrayOutputStream toChannel = new ByteArrayOutputStream();
    private final ByteArrayOutputStream toProbe = new ByteArrayOutputStream();
    private Optional<TlsLayer> layer = Optional.empty();
    private Optional<SSLException> failure = Optional.empty();
    private Optional<RuntimeException> fault = Optional.empty();

    /// Begins a handshake.
    public interface Opening {
        TlsLayer open() throws SSLException;
    }

    private HandshakeStep(Opening opening, ByteBuffer bytes) {
        this.opening = opening;
        this.bytes = bytes;
    }

    /// @param opening the opening of the TLS layer, which is part of the step because creating its
    /// keys also takes time
    public static HandshakeStep first(Opening opening) {
        return new HandshakeStep(opening, ByteBuffer.allocate(0));
    }

    /// @param bytes the bytes from the channel, which are copied
    public static HandshakeStep next(TlsLayer layer, ByteBuffer bytes) {
        ByteBuffer copy = ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
        return new HandshakeStep(() -> layer, copy);
    }

    @Override
    public void run() {
        try {
            TlsLayer mine = opening.open();
            layer = Optional.of(mine);
            mine.take(bytes, out -> copy(out, toChannel), out -> copy(out, toProbe));
        } catch (SSLException e) {
            failure = Optional.of(e);
        } catch (RuntimeException e) {
            fault = Optional.of(e);
        }
    }

    /// @throws SSLException if the step failed
    public TlsLayer layer() throws SSLException {
        if (failure.isPresent()) {
            throw failure.get();
        }
        if (fault.isPresent()) {
            throw fault.get();
        }
        return layer.orElseThrow();
    }

    public ByteBuffer toChannel() {
        return ByteBuffer.wrap(toChannel.toByteArray());
    }

    /// The decrypted data that the server sent directly after its part of the handshake.
    public ByteBuffer toProbe() {
        return ByteBuffer.wrap(toProbe.toByteArray());
    }

    private static void copy(ByteBuffer from, ByteArrayOutputStream to) {
        byte[] all = new byte[from.remaining()];
        from.get(all);
        to.writeBytes(all);
    }
}
