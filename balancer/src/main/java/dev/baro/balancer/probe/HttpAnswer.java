// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.probe;

import dev.baro.balancer.log.Printable;
import dev.baro.core.health.Reply;
import dev.baro.core.model.ApplicationCheck;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/// Reads one HTTP/1.x response incrementally (RFC 9112), and judges it as early as possible. Whatever the
/// server sends, only a header section and part of a body are stored.
final class HttpAnswer {
    static final int HEAD_BYTES = 16 * 1024;
    static final int BODY_BYTES = 64 * 1024;

    private static final String VERSION = "HTTP/1.";
    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[0-9] [1-5][0-9][0-9]( .*)?");

    private final ApplicationCheck.Http check;
    /// The header section so far, with one character per byte.
    private final StringBuilder head = new StringBuilder();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final String text;
    private int lineBytes;
    private int searched;
    private Optional<HttpBody> framing = Optional.empty();
    private Optional<Observation> judgement = Optional.empty();
    private String status = "";
    private boolean over;

    HttpAnswer(ApplicationCheck.Http check) {
        this.check = check;
        this.text = new String(check.text().getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /// @return the verdict on the answer; empty while it depends on further data
    Optional<Observation> judgement() {
        return judgement;
    }

    /// Whether the answer is still empty.
    boolean empty() {
        return head.length() == 0 && framing.isEmpty();
    }

    /// Whether no more data from the connection is needed.
    boolean over() {
        return over;
    }

    /// Whether the answer is complete.
    boolean complete() {
        return framing.map(HttpBody::complete).orElse(false);
    }

    /// Parses the bytes until none are left, or no more are needed.
    void take(ByteBuffer bytes) {
        while (bytes.hasRemaining() && !over) {
            if (framing.isEmpty()) {
                takeHead(bytes.get());
            } else {
                takeBody(bytes, framing.get());
            }
        }
    }

    /// Records that the server has closed the connection.
    void end() {
        if (framing.isEmpty() && !over) {
            judge(
                    empty() ? Reply.CLOSED : Reply.UNEXPECTED,
                    empty()
                            ? "the connection was closed before an answer"
                            : "the answer ended within its head: " + Printable.of(firstLine()));
        } else if (framing.isPresent()) {
            searchText(true);
        }
        over = true;
    }

    /// The detail to report at the timeout: `connected, but no answer`, or how much of the answer has arrived.
    String progress() {
        if (framing.isPresent()) {
            return status + ", and then " + framing.get().taken() + " bytes of an incomplete body";
        }
        return head.length() == 0
                ? "connected, but no answer"
                : "an answer of " + head.length() + " bytes with an incomplete head";
    }

    private void takeHead(byte one) {
        head.append((char) (one & 0xff));
        int size = head.length();
        if (size <= VERSION.length() && one != VERSION.charAt(size - 1)) {
            fail("not an HTTP answer: " + Printable.of(head.toString()));
        } else if (size > HEAD_BYTES) {
            fail("a head of more than " + HEAD_BYTES / 1024 + " KiB: " + Printable.of(firstLine()));
        } else if (one == '\n' && lineBytes == 0) {
            headEnded();
        } else if (one == '\n') {
            lineBytes = 0;
        } else if (one != '\r') { // by RFC 9112 section 2.2, a line may end with LF only
            lineBytes++;
        }
    }

    private void headEnded() {
        String line = firstLine();
        if (!STATUS_LINE.matcher(line).matches()) {
            fail("not an HTTP answer: " + Printable.of(line));
            return;
        }
        int code = Integer.parseInt(line.substring(9, 12));
        if (code < 200 && code != 101) {
            head.setLength(0); // a final response follows (RFC 9110 section 15.2); lineBytes is already 0
            return;
        }
        String text = head.toString();
        status = Printable.of(line.substring(9).strip());
        framing = Optional.of(HttpBody.of(check.method(), code, text));
        judgeStatus(code, text);
        over = over || framing.get().complete();
    }

    private void judgeStatus(int code, String text) {
        if (!new StatusSet(check.expectedStatus()).contains(code)) {
            String location = code >= 300 && code < 400 ? HttpBody.field(text, "location") : "";
            fail(status + (location.isEmpty() ? "" : " to " + Printable.of(location)) + ", expected "
                    + check.expectedStatus());
        } else if (check.text().isEmpty()) {
            judge(Reply.EXPECTED, status);
        } else if (framing.map(HttpBody::complete).orElse(false)) {
            searchText(true);
        }
    }

    private void takeBody(ByteBuffer bytes, HttpBody framed) {
        try {
            framed.take(bytes, text.isEmpty() ? OutputStream.nullOutputStream() : body);
        } catch (IOException e) {
            fail(status + ", but " + e.getMessage());
            return;
        }
        boolean enough = framed.taken() >= BODY_BYTES || framed.complete();
        searchText(enough);
        over = over || enough;
    }

    private void searchText(boolean last) {
        if (judgement.isPresent()) {
            return;
        }
        String unsearched = body.toString(StandardCharsets.ISO_8859_1).substring(searched);
        searched = Math.max(0, body.size() - text.length());
        if (unsearched.contains(text)) {
            judge(Reply.EXPECTED, status + ", text found");
        } else if (last) {
            fail(status + ", but without the text \"" + Printable.of(check.text()) + "\" in "
                    + (body.size() >= BODY_BYTES ? "the first 64 KiB" : body.size() + " bytes") + " of body");
        }
    }

    private void fail(String detail) {
        judge(Reply.UNEXPECTED, detail);
        over = true;
    }

    private void judge(Reply reply, String detail) {
        if (judgement.isEmpty()) {
            judgement = Optional.of(new Observation(reply, detail));
        }
    }

    private String firstLine() {
        int end = head.indexOf("\n");
        return (end < 0 ? head.toString() : head.substring(0, end)).strip();
    }

    /// The expected status codes: single codes (`200`) or ranges (`200-299`), separated by commas.
    private record StatusSet(String text) {
        boolean contains(int status) {
            for (String part : text.split(",", -1)) {
                String[] ends = part.strip().split("-", -1);
                if (Integer.parseInt(ends[0].strip()) <= status
                        && status <= Integer.parseInt(ends[ends.length - 1].strip())) {
                    return true;
                }
            }
            return false;
        }
    }
}
