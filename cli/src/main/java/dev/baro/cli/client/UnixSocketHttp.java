// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentLengthStrategy;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.impl.DefaultContentLengthStrategy;
import org.apache.hc.core5.http.impl.io.ChunkedInputStream;
import org.apache.hc.core5.http.impl.io.ContentLengthInputStream;
import org.apache.hc.core5.http.impl.io.DefaultHttpRequestWriter;
import org.apache.hc.core5.http.impl.io.DefaultHttpResponseParser;
import org.apache.hc.core5.http.impl.io.IdentityInputStream;
import org.apache.hc.core5.http.impl.io.SessionInputBufferImpl;
import org.apache.hc.core5.http.impl.io.SessionOutputBufferImpl;

/// One HTTP/1.1 request and its response over a Unix socket (RFC 9112). The class uses only the message
/// classes of an HTTP library, because a full client loads a thousand classes, which would dominate the run
/// time of a command.
///
/// @param timeout the timeout for the request and the whole response
record UnixSocketHttp(Path socket, Duration timeout) {
    private static final int BUFFER_BYTES = 8192;

    /// @param status the status code (RFC 9110 section 15)
    record Answer(int status, String text) {}

    /// @throws IOException also if the peer does not speak HTTP or does not answer in time
    Answer ask(ClassicHttpRequest request, String body) throws IOException {
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        request.setHeader(HttpHeaders.HOST, "baro");
        request.setHeader(HttpHeaders.CONNECTION, "close");
        if (content.length > 0) {
            request.setHeader(HttpHeaders.CONTENT_LENGTH, content.length);
        }
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            Thread clock = Thread.ofPlatform().daemon().name("answer-timeout").start(() -> closeLater(channel));
            try {
                write(request, content, Channels.newOutputStream(channel));
                return read(Channels.newInputStream(channel));
            } finally {
                clock.interrupt();
            }
        } catch (ClosedChannelException e) {
            throw new SocketTimeoutException("no answer within " + timeout.toSeconds() + " s");
        } catch (HttpException e) {
            throw new IOException("not an HTTP answer: " + e.getMessage(), e);
        }
    }

    private void closeLater(SocketChannel channel) {
        try {
            Thread.sleep(timeout);
            channel.close();
        } catch (IOException | InterruptedException e) {
            // The response or the failure has already been reported, so an error on close does not matter.
        }
    }

    private static void write(ClassicHttpRequest request, byte[] content, OutputStream out)
            throws HttpException, IOException {
        SessionOutputBufferImpl buffer = new SessionOutputBufferImpl(BUFFER_BYTES);
        new DefaultHttpRequestWriter().write(request, buffer, out);
        buffer.write(content, out);
        buffer.flush(out);
    }

    private static Answer read(InputStream in) throws HttpException, IOException {
        SessionInputBufferImpl buffer = new SessionInputBufferImpl(BUFFER_BYTES);
        ClassicHttpResponse response = new DefaultHttpResponseParser().parse(buffer, in);
        if (response == null) {
            throw new IOException("closed without an answer");
        }
        long length = DefaultContentLengthStrategy.INSTANCE.determineLength(response);
        InputStream content;
        if (length == ContentLengthStrategy.CHUNKED) {
            content = new ChunkedInputStream(buffer, in);
        } else if (length == ContentLengthStrategy.UNDEFINED) {
            content = new IdentityInputStream(buffer, in);
        } else {
            content = new ContentLengthInputStream(buffer, in, length);
        }
        return new Answer(response.getCode(), new String(content.readAllBytes(), StandardCharsets.UTF_8));
    }
}
