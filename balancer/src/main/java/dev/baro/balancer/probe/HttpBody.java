// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.probe;

import dev.baro.balancer.log.Printable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.regex.Pattern;

/// Finds the end of a body (RFC 9112 section 6.3), and removes the framing of chunks (section 7.1).
final class HttpBody {
    /// The maximum length of a chunk's size line. Sixteen digits are enough for any size; the rest
    /// is for an extension.
    private static final int CHUNK_LINE_BYTES = 256;

    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");

    private enum Part {
        DATA,
        UNTIL_CLOSED,
        CHUNK_SIZE,
        CHUNK_END,
        TRAILER,
        COMPLETE
    }

    private final boolean chunked;
    private final StringBuilder line = new StringBuilder();
    private Part part;
    private long left;
    private int taken;

    private HttpBody(Part part, boolean chunked, long left) {
        this.part = part;
        this.chunked = chunked;
        this.left = left;
    }

    /// @param head the header section of the response, including its status line
    static HttpBody of(String method, int status, String head) {
        if (method.equals("HEAD") || status == 204 || status == 304) {
            return new HttpBody(Part.COMPLETE, false, 0);
        }
        if (field(head, "transfer-encoding").toLowerCase(Locale.ROOT).endsWith("chunked")) {
            return new HttpBody(Part.CHUNK_SIZE, true, 0);
        }
        String length = field(head, "content-length");
        if (LENGTH.matcher(length).matches()) {
            long bytes = Long.parseLong(length);
            return new HttpBody(bytes == 0 ? Part.COMPLETE : Part.DATA, false, bytes);
        }
        return new HttpBody(Part.UNTIL_CLOSED, false, Long.MAX_VALUE);
    }

    /// The value of the first header field with this name; empty if there is none.
    static String field(String head, String name) {
        int valueAt = name.length() + 1;
        int end;
        for (int at = head.indexOf('\n') + 1; at > 0 && at < head.length(); at = end + 1) {
            end = head.indexOf('\n', at);
            if (end < 0) {
                return "";
            }
            if (at + valueAt <= end
                    && head.charAt(at + name.length()) == ':'
                    && head.regionMatches(true, at, name, 0, name.length())) {
                return head.substring(at + valueAt, end).strip();
            }
        }
        return "";
    }

    boolean complete() {
        return part == Part.COMPLETE;
    }

    /// The number of body bytes stored so far, at most [HttpAnswer#BODY_BYTES].
    int taken() {
        return taken;
    }

    /// Parses bytes until none are left, the body is complete, or enough of it has arrived.
    ///
    /// @throws IOException with a description if the chunks are invalid
    void take(ByteBuffer bytes, OutputStream body) throws IOException {
        while (bytes.hasRemaining() && !complete() && taken < HttpAnswer.BODY_BYTES) {
            switch (part) {
                case DATA, UNTIL_CLOSED -> takeData(bytes, body);
                case CHUNK_SIZE, CHUNK_END, TRAILER -> takeLine(bytes.get());
                case COMPLETE -> {}
            }
        }
    }

    private void takeData(ByteBuffer bytes, OutputStream body) throws IOException {
        int length = (int) Math.min(Math.min(bytes.remaining(), left), HttpAnswer.BODY_BYTES - taken);
        byte[] data = new byte[length];
        bytes.get(data);
        body.write(data);
        taken += length;
        left -= length;
        if (left == 0) {
            part = chunked ? Part.CHUNK_END : Part.COMPLETE;
        }
    }

    private void takeLine(byte one) throws IOException {
        if (one != '\n') {
            line.append((char) (one & 0xff));
            if (line.length() > CHUNK_LINE_BYTES) {
                throw new IOException("a line of more than 256 bytes between its chunks");
            }
            return;
        }
        String whole = line.toString().strip();
        line.setLength(0);
        switch (part) {
            case CHUNK_SIZE -> beginChunk(whole);
            case CHUNK_END -> part = Part.CHUNK_SIZE;
            default -> part = whole.isEmpty() ? Part.COMPLETE : Part.TRAILER;
        }
    }

    private void beginChunk(String whole) throws IOException {
        String size = whole.split(";", 2)[0].strip();
        if (!size.matches("[0-9A-Fa-f]{1,15}")) {
            throw new IOException("a chunk with the invalid size " + Printable.of(size));
        }
        left = Long.parseLong(size, 16);
        part = left == 0 ? Part.TRAILER : Part.DATA;
    }
}
