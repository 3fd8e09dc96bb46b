// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.access;

import dev.baro.core.config.Problem;
import dev.baro.core.config.Role;
import dev.baro.dataplane.kernel.RegularFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Clients' tokens, one per line: `NAME ROLE SHA256`. The file holds only digests, so someone who reads it
/// cannot derive a token, provided that tokens are random.
///
/// @param problems the file's errors and warnings
record TokenFile(List<Token> tokens, List<Problem> problems) {
    static final TokenFile NONE = new TokenFile(List.of(), List.of());

    private static final int MAX_BYTES = 1 << 20;

    private static final int MARK_DIGITS = 32;

    private static final Pattern LINE =
            Pattern.compile("([A-Za-z0-9_][A-Za-z0-9_.@-]{0,63})\\s+([a-z]+)\\s+([0-9A-Fa-f]{64})");

    private static final Set<PosixFilePermission> WRITERS =
            Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

    /// @param digest SHA-256 of the token's text, in lower-case hexadecimal
    record Token(String name, Role role, String digest) {}

    TokenFile {
        tokens = List.copyOf(tokens);
        problems = List.copyOf(problems);
    }

    /// Never blocks, because it opens only regular files, not pipes.
    ///
    /// @param path the file's path; empty if there are no tokens
    static TokenFile read(String path) {
        if (path.isEmpty()) {
            return NONE;
        }
        Path file = Path.of(path);
        if (!Files.exists(file)) {
            return unfit("cannot read the tokens " + file + ": no such file", "create it, with a line for each token");
        }
        try {
            String text = new String(RegularFile.bytes(file, MAX_BYTES), StandardCharsets.UTF_8);
            return Files.getPosixFilePermissions(file).stream().anyMatch(WRITERS::contains)
                    ? unfit("users other than the owner can write the tokens " + file, "chmod 600 " + file)
                    : parsed(file, text);
        } catch (AccessDeniedException e) {
            return unfit("cannot read the tokens " + file + ": permission denied", "chown root " + file);
        } catch (IOException e) {
            return unfit("cannot read the tokens " + file + ": " + e.getMessage(), "name a token file");
        }
    }

    private static TokenFile unfit(String what, String fix) {
        return new TokenFile(List.of(), List.of(Problem.error(0, 0, what, fix)));
    }

    private static TokenFile parsed(Path file, String text) {
        List<Token> tokens = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        Set<String> names = new HashSet<>();
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            Optional<Token> token = token(line).filter(one -> names.add(one.name()));
            token.ifPresent(tokens::add);
            if (token.isEmpty()) {
                problems.add(Problem.error(
                        0,
                        0,
                        "line " + (i + 1) + " of the tokens " + file + " is not a token with a unique name",
                        "NAME ROLE SHA256, such as: ci operate $(printf %s \"$TOKEN\" | sha256sum | cut -c-64)"));
            }
        }
        return new TokenFile(tokens, problems);
    }

    private static Optional<Token> token(String line) {
        Matcher parts = LINE.matcher(line);
        return parts.matches()
                ? Role.of(parts.group(2))
                        .map(role ->
                                new Token(parts.group(1), role, parts.group(3).toLowerCase(Locale.ROOT)))
                : Optional.empty();
    }

    /// Compares digests, so that the time of the comparison reveals nothing about any token.
    Optional<Caller> caller(String typed) {
        String digest = digest(typed);
        return tokens.stream()
                .filter(token -> token.digest().equals(digest))
                .findFirst()
                .map(token -> new Caller("token " + token.name(), token.role()));
    }

    /// @param mark the [#mark] of a token
    Optional<Caller> marked(String mark) {
        return tokens.stream()
                .filter(token -> token.digest().startsWith(mark))
                .findFirst()
                .map(token -> new Caller("token " + token.name(), token.role()));
    }

    /// A part of the token's digest that tells tokens apart.
    static String mark(String typed) {
        return digest(typed).substring(0, MARK_DIGITS);
    }

    private static String digest(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
