// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.model;

/// The L7 probe of a service port as the configuration wants it.
public sealed interface ApplicationCheck {

    /// No L7 probe: a real server that passes L4 stays up.
    record None() implements ApplicationCheck {}

    /// An HTTP or HTTPS request.
    ///
    /// @param tls            whether the request travels in TLS
    /// @param method         `GET` or `HEAD`
    /// @param path           path and query, beginning with `/`
    /// @param host           Host header and SNI; empty means the VIP's address and no SNI
    /// @param expectedStatus status codes that pass, `200` or `200-299`, separated by commas
    /// @param verify         whether the certificate must be valid for `host`
    record Http(boolean tls, String method, String path, String host, String expectedStatus, boolean verify)
            implements ApplicationCheck {}
}
