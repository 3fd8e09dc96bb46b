// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.web;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The token that an operator types once to make changes through the page. The browser stores a ticket derived
/// from the token. The ticket expires after a working day and survives restarts of the daemon. A new token in
/// the file invalidates all tickets.
///
/// @param text the text from the file
record PageToken(String text) {
    static final String FILE = "page-token";
    static final Duration TICKET_TIME = Duration.ofHours(12);

    /// The mark of the page's own token.
    static final String OWN = "page";

    private static final Pattern TICKET = Pattern.compile("(\\d{1,12})\\.(\\w{1,64})\\.(\\w{1,64})");

    private static final int BYTES = 16;
    private static final Set<PosixFilePermission> OWNER = PosixFilePermissions.fromString("rw-------");

    /// The token stored in the directory. If there is none, it is created.
    ///
    /// @throws IOException if the token can be neither read nor created, or if users other than its
    /// owner can read it
    static PageToken in(Path directory) throws IOException {
        Path file = directory.resolve(FILE);
        if (!Files.exists(file)) {
            make(file);
        }
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
        if (!OWNER.containsAll(permissions)) {
            throw new IOException(
                    "others can read " + file + ", so it is not secret; remove it, and a new one is created");
        }
        String text = Files.readString(file).strip();
        if (text.length() < 2 * BYTES) {
            throw new IOException(
                    file + " has less than " + 2 * BYTES + " characters; remove it, and a new one is created");
        }
        return new PageToken(text);
    }

    /// Writes a temporary file first, so that a half-written token is never used.
    private static void make(Path file) throws IOException {
        byte[] random = new byte[BYTES];
        new SecureRandom().nextBytes(random);
        Files.createDirectories(file.toAbsolutePath().getParent());
        Path aside = file.resolveSibling(FILE + ".new");
        Files.deleteIfExists(aside);
        Files.createFile(aside, PosixFilePermissions.asFileAttribute(OWNER));
        Files.writeString(aside, HexFormat.of().formatHex(random) + "\n");
        Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /// Compares a text with the token. All texts of the same length take the same time.
    boolean is(String typed) {
        return MessageDigest.isEqual(bytes(text), bytes(typed.strip()));
    }

    /// `SECONDS.MARK.CODE`: its expiry, the token that was typed, and a code that only a holder of this token can
    /// create.
    ///
    /// @param mark the mark of a token of the API, or [#OWN]
    String ticket(String mark, Instant now) {
        long end = now.plus(TICKET_TIME).getEpochSecond();
        return end + "." + mark + "." + code(end, mark);
    }

    /// @return the mark in a valid ticket; empty if it is not valid, or has expired
    Optional<String> admitted(String ticket, Instant now) {
        Matcher parts = TICKET.matcher(ticket);
        if (!parts.matches()) {
            return Optional.empty();
        }
        long end = Long.parseLong(parts.group(1));
        String mark = parts.group(2);
        boolean valid = MessageDigest.isEqual(bytes(code(end, mark)), bytes(parts.group(3)));
        return valid && now.getEpochSecond() < end ? Optional.of(mark) : Optional.empty();
    }

    private String code(long end, String mark) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(bytes(text), mac.getAlgorithm()));
            return HexFormat.of().formatHex(mac.doFinal(bytes("page ticket until " + end + " of " + mark)));
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every JDK has HmacSHA256", e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /// Returns a text that does not reveal the token.
    @Override
    public String toString() {
        return "PageToken";
    }
}
