// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.peer;

import dev.baro.balancer.peer.Refusal.RefusedException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/// Reads and writes the lines of words that the two sides of a new connection exchange first.
final class Words {
    private Words() {}

    static void write(OutputStream out, String... words) throws IOException {
        out.write((String.join(" ", words) + "\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    /// Reads one line, and no octets after it.
    ///
    /// @param max octets
    static String[] read(InputStream in, int max) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) {
                throw new EOFException("the other side ended the connection");
            }
            if (octet < ' ' || octet > '~' || line.length() == max) {
                throw new RefusedException(Refusal.GARBAGE, "not a line of this protocol");
            }
            line.append((char) octet);
        }
        return line.toString().split(" ", -1);
    }
}
