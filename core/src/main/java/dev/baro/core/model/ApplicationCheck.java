// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.model;

import java.util.List;

/// The configured check of a service port: the L7 probe of a TCP port, or the payload and expected answer of a
/// UDP port's L4 probe.
public sealed interface ApplicationCheck {
    /// Whether the check is a request on a connection (L7) for a port of this protocol, as opposed to
    /// the L4 probe itself.
    default boolean asksOverTcp(Protocol protocol) {
        return this instanceof Http || this instanceof Dns && protocol == Protocol.TCP;
    }

    /// There is no L7 probe: a real server that passes L4 stays up. Over UDP, L4 sends an empty datagram, and
    /// any result except an ICMP port unreachable passes.
    record None() implements ApplicationCheck {}

    /// The port is not probed: only the lower layers determine whether a real server is used.
    record Unprobed() implements ApplicationCheck {
        /// The word that replaces a check in the configuration file.
        public static final String WORD = "none";
    }

    /// A check with an HTTP or HTTPS request.
    ///
    /// @param tls            whether the request is sent over TLS
    /// @param method         `GET` or `HEAD`
    /// @param path           the path and query, beginning with `/`
    /// @param host           Host header and SNI; empty for the VIP's address and no SNI
    /// @param expectedStatus the status codes that pass, `200` or `200-299`, separated by commas
    /// @param verify         whether the certificate must be valid for `host`
    /// @param headers        further header fields of the request, each `Name: value`;
    ///                       never `Host` or `Connection`
    /// @param text           the text that the first 64 KiB of the body must contain, in UTF-8; empty
    ///                       if any body passes
    /// @param files          trusted authorities and client certificate, for TLS
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

        /// A request without further header fields, for which any body passes.
        public Http(boolean tls, String method, String path, String host, String expectedStatus, boolean verify) {
            this(tls, method, path, host, expectedStatus, verify, List.of(), "");
        }
    }

    /// A check with a datagram and its answer, only for UDP ports, at L4.
    ///
    /// @param payload the content of the datagram
    /// @param answer  the bytes that the answer must contain; empty if even silence passes, and only an
    ///                ICMP port unreachable fails
    record Udp(Octets payload, Octets answer) implements ApplicationCheck {}

    /// A check with a DNS query and its response code: at L4 over UDP, at L7 over TCP.
    ///
    /// @param name      the queried name, 1 to 253 characters; `.` is the root
    /// @param type      `A`, `SOA`, ...
    /// @param expect    the response codes that pass, such as `NOERROR`; several codes are separated by commas
    /// @param recursive whether the query requests recursion
    record Dns(String name, String type, String expect, boolean recursive) implements ApplicationCheck {}

    /// PEM files of an HTTPS check, each an absolute path or empty.
    ///
    /// @param ca          the certificate authorities to trust; if empty, those of the JDK
    /// @param certificate the client's certificate and any intermediate certificates; empty if and
    ///                    only if `key` is
    /// @param key         the private key of the client's certificate
    record TlsFiles(String ca, String certificate, String key) {
        public static final TlsFiles NONE = new TlsFiles("", "", "");

        public boolean isNone() {
            return equals(NONE);
        }
    }
}
