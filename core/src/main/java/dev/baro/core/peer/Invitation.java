// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.peer;

import dev.baro.core.model.IpAddress;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/// The invitation that one balancer prints and another uses to join: one line without spaces.
///
/// @param address     the inviting balancer's address
/// @param fingerprint the SHA-256 fingerprint of that balancer's certificate, 64 hexadecimal digits
/// @param token       a token that lets one balancer join, 32 hexadecimal digits
/// @param expires     the expiry of the token
public record Invitation(IpAddress address, int port, String fingerprint, String token, Instant expires) {
    private static final String WORD = "baro-peer";
    private static final Pattern FINGERPRINT = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern TOKEN = Pattern.compile("[0-9a-f]{32}");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,10}");
    private static final int FIELDS = 7;

    /// @param token 16 random bytes
    public static Invitation of(IpAddress address, int port, String fingerprint, byte[] token, Instant expires) {
        return new Invitation(address, port, fingerprint, HexFormat.of().formatHex(token), expires);
    }

    /// @return the invitation; empty if the line is not an invitation or has a different version
    public static Optional<Invitation> parse(String line) {
        String[] fields = line.strip().split("/", FIELDS + 1);
        boolean plain = fields.length == FIELDS
                && fields[0].equals(WORD)
                && fields[1].equals(Integer.toString(PeerReport.VERSION))
                && NUMBER.matcher(fields[3]).matches()
                && FINGERPRINT.matcher(fields[4]).matches()
                && TOKEN.matcher(fields[5]).matches()
                && NUMBER.matcher(fields[6]).matches();
        if (!plain) {
            return Optional.empty();
        }
        long port = Long.parseLong(fields[3]);
        if (port < 1 || port > 65_535) {
            return Optional.empty();
        }
        try {
            Instant expires = Instant.ofEpochSecond(Long.parseLong(fields[6]));
            return Optional.of(new Invitation(IpAddress.parse(fields[2]), (int) port, fields[4], fields[5], expires));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return String.join(
                "/",
                WORD,
                Integer.toString(PeerReport.VERSION),
                address.toString(),
                Integer.toString(port),
                fingerprint,
                token,
                Long.toString(expires.getEpochSecond()));
    }
}
