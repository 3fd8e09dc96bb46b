// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.model;

import java.util.List;

/// What must answer on a service port, as the configuration wants it: the L7 probe of a TCP port, or what
/// the L4 probe of a UDP port sends and expects.
public sealed interface ApplicationCheck {
    /// Whether it is a request on a connection (L7) at a port of this protocol, and not the L4 probe itself.
    default boolean asksOverTcp(Protocol protocol) {
        return this instanceof Http || this instanceof Dns && protocol == Protocol.TCP;
    }

    /// No L7 probe: a real server that passes L4 stays up. Over UDP an empty datagram is sent, and all
    /// but a port unreachable passes.
    record None() implements ApplicationCheck {}

    /// The port is not probed: a real server that its lower layers show is used.
    record Unprobed() implements ApplicationCheck {
        /// Of the configuration file, in place of a check.
        public static final String WORD = "none";
    }

    /// An HTTP or HTTPS request.
    ///
    /// @param tls            whether the request travels in TLS
    /// @param method         `GET` or `HEAD`
    /// @param path           path and query, beginning with `/`
    /// @param host           Host header and SNI; empty means the VIP's address and no SNI
    /// @param expectedStatus status codes that pass, `200` or `200-299`, separated by commas
    /// @param verify         whether the certificate must be valid for `host`
    /// @param headers        further header fields of the request, each `Name: value`;
    ///                       never `Host` or `Connection`
    /// @param text           what the first 64 KiB of the body must contain, in UTF-8; empty
    ///                       when any body passes
    /// @param files          whom to trust and what to show, in TLS
    record Http(
            boolean tls,
            String method,
            String path,
            String host,
            String expectedStatus,
            boolean verify,
            List<String> headers,
            String text,
            TlsFiles files)
            implements ApplicationCheck {
        public Http {
            headers = List.copyOf(headers);
        }

        /// No files.
        public Http(
                boolean tls,
                String method,
                String path,
                String host,
                String expectedStatus,
                boolean verify,
                List<String> headers,
                String text) {
            this(tls, method, path, host, expectedStatus, verify, headers, text, TlsFiles.NONE);
        }

        /// No further header fields, any body.
        public Http(boolean tls, String method, String path, String host, String expectedStatus, boolean verify) {
            this(tls, method, path, host, expectedStatus, verify, List.of(), "");
        }
    }

    /// A datagram and its answer; only on UDP ports, at L4.
    ///
    /// @param payload what is sent
    /// @param answer  what the answer must contain; empty means that silence passes as well, and only
    ///                a port unreachable fails
    record Udp(Octets payload, Octets answer) implements ApplicationCheck {}

    /// A DNS query and its response code: over UDP at L4, over TCP at L7.
    ///
    /// @param name      what is asked for, 1 to 253 characters; `.` is the root
    /// @param type      `A`, `SOA`, ...
    /// @param expect    the response codes that pass: `NOERROR`, several of them separated by commas
    /// @param recursive whether the server is asked to ask others
    record Dns(String name, String type, String expect, boolean recursive) implements ApplicationCheck {}

    /// Files in PEM that an HTTPS check names, each an absolute path, or empty where it names none.
    ///
    /// @param ca          the authorities that alone are trusted; empty: those that the JDK trusts
    /// @param certificate the client's, and those of the authorities between; empty together with `key`
    /// @param key         the private key of the client's certificate
    record TlsFiles(String ca, String certificate, String key) {
        public static final TlsFiles NONE = new TlsFiles("", "", "");

        public boolean isNone() {
            return equals(NONE);
        }
    }
}
