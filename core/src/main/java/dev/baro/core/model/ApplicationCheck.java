// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.model;

import java.util.List;

/// The configured check of a service port: the L7 probe of a TCP port, or the payload and expected answer of a
/// UDP port's L4 probe.
public sealed interface ApplicationCheck {
    /// Whether it is a request on a connection (L7) for a port of this protocol, as opposed to
    /// the L4 probe itself.
    default boolean asksOverTcp(Protocol protocol) {
        return this instanceof Http || this instanceof Dns && protocol == Protocol.TCP;
    }

    /// No L7 probe: a real server that passes L4 stays up. Over UDP, the probe is an empty datagram, and
    /// anything but a port unreachable passes.
    record None() implements ApplicationCheck {}

    /// The port is not probed: the lower layers decide whether a real server is used.
    record Unprobed() implements ApplicationCheck {
        /// The word in the configuration file instead of a check.
        public static final String WORD = "none";
    }

    /// An HTTP or HTTPS request.
    ///
    /// @param tls            whether the request travels in TLS
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

        /// No further header fields, any body.
        public Http(boolean tls, String method, String path, String host, String expectedStatus, boolean verify) {
            this(tls, method, path, host, expectedStatus, verify, List.of(), "");
        }
    }

    /// A datagram and its answer; only on UDP ports, at L4.
    ///
    /// @param payload the content of the datagram
    /// @param answer  the bytes that the answer must contain; empty if silence also passes, and only
    ///                a port unreachable fails
    record Udp(Octets payload, Octets answer) implements ApplicationCheck {}

    /// A DNS query and its response code: over UDP at L4, over TCP at L7.
    ///
    /// @param name      the queried name, 1 to 253 characters; `.` is the root
    /// @param type      `A`, `SOA`, ...
    /// @param expect    the response codes that pass: `NOERROR`, several of them separated by commas
    /// @param recursive whether the query requests recursion
    record Dns(String name, String type, String expect, boolean recursive) implements ApplicationCheck {}

    /// PEM files of an HTTPS check, each an absolute path or empty.
    ///
    /// @param ca          the only trusted authorities; if empty, the JDK's
    /// @param certificate the client's certificate and intermediate ones; empty if and only if `key` is
    /// @param key         the private key of the client's certificate
    record TlsFiles(String ca, String certificate, String key) {
        public static final TlsFiles NONE = new TlsFiles("", "", "");

        public boolean isNone() {
            return equals(NONE);
        }
    }
}
