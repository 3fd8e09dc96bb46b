// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.client;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/// What the daemon answered, read from all octets of its connection.
///
/// @param reason the status as words, such as `Not Found`
record Response(int status, String reason, String body) {
    private static final int OK = 200;
    private static final int HEX = 16;
    private static final int MAX_HEAD = 65_536;
    private static final String CONTENT_LENGTH = "content-length:";
    private static final byte[] LINE_END = {'\r', '\n'};
    private static final byte[] HEAD_END = {'\r', '\n', '\r', '\n'};
    private static final byte[] LAST_CHUNK = {'0', '\r', '\n', '\r', '\n'};

    boolean isOk() {
        return status == OK;
    }

    /// @throws IOException where it is no answer of HTTP/1.1, or not a whole one
    static Response of(byte[] octets) throws IOException {
        int end = indexOf(octets, HEAD_END, 0, octets.length);
        if (end < 0) {
            throw broken();
        }
        String[] head = lines(octets, end);
        String[] first = head[0].split(" ", 3);
        if (!first[0].startsWith("HTTP/1.") || first.length < 2 || !first[1].matches("[0-9]{3}")) {
            throw new IOException("what answers does not speak HTTP");
        }
        byte[] rest = Arrays.copyOfRange(octets, end + HEAD_END.length, octets.length);
        byte[] body = body(head, rest);
        return new Response(
                Integer.parseInt(first[1]),
                first.length == 3 ? first[2] : "",
                new String(body, StandardCharsets.UTF_8));
    }

    /// Whether octets so far end where an answer may end; one without a length ends with its connection. JSON has no
    /// empty lines, so the last chunk is what it looks like.
    static boolean mayBeWhole(byte[] octets, int length) throws IOException {
        int end = indexOf(octets, HEAD_END, 0, Math.min(length, MAX_HEAD));
        if (end < 0) {
            return false;
        }
        for (String line : lines(octets, end)) {
            if (isChunked(line)) {
                return indexOf(octets, LAST_CHUNK, length - LAST_CHUNK.length, length) >= 0;
            }
            if (lengthOf(line) >= 0) {
                return length >= end + HEAD_END.length + lengthOf(line);
            }
        }
        return false;
    }

    private static String[] lines(byte[] octets, int end) {
        return new String(octets, 0, end, StandardCharsets.ISO_8859_1).split("\r\n");
    }

    private static boolean isChunked(String line) {
        return line.toLowerCase(Locale.ROOT).replace(" ", "").equals("transfer-encoding:chunked");
    }

    /// -1 where this line says none.
    private static int lengthOf(String line) throws IOException {
        String field = line.toLowerCase(Locale.ROOT).replace(" ", "");
        return field.startsWith(CONTENT_LENGTH) ? number(field.substring(CONTENT_LENGTH.length()), 10) : -1;
    }

    private static byte[] body(String[] head, byte[] rest) throws IOException {
        for (String line : head) {
            if (isChunked(line)) {
                return joined(rest);
            }
            if (lengthOf(line) >= 0) {
                return part(rest, 0, lengthOf(line));
            }
        }
        return rest;
    }

    private static byte[] joined(byte[] chunks) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream(chunks.length);
        int at = 0;
        while (true) {
            int end = indexOf(chunks, LINE_END, at, chunks.length);
            if (end < 0) {
                throw broken();
            }
            String size = new String(chunks, at, end - at, StandardCharsets.ISO_8859_1);
            int length = number(size.split(";", 2)[0].strip(), HEX);
            if (length == 0) {
                return body.toByteArray();
            }
            at = end + LINE_END.length;
            body.writeBytes(part(chunks, at, length));
            at += length + LINE_END.length;
        }
    }

    private static byte[] part(byte[] octets, int from, int length) throws IOException {
        if (length > octets.length - from) {
            throw broken();
        }
        return Arrays.copyOfRange(octets, from, from + length);
    }

    private static int number(String text, int radix) throws IOException {
        try {
            return Integer.parseUnsignedInt(text, radix) & Integer.MAX_VALUE;
        } catch (NumberFormatException e) {
            throw new IOException("what answers does not speak HTTP: its length is no number", e);
        }
    }

    private static int indexOf(byte[] octets, byte[] wanted, int from, int to) {
        for (int at = Math.max(0, from); at <= to - wanted.length; at++) {
            if (Arrays.equals(octets, at, at + wanted.length, wanted, 0, wanted.length)) {
                return at;
            }
        }
        return -1;
    }

    private static IOException broken() {
        return new EOFException("the answer broke off");
    }
}
