// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.tls;

import dev.baro.balancer.log.Printable;

/// Why TLS with a server failed, in words for the operator.
public final class TlsFailure {
    private TlsFailure() {}

    /// What is innermost names the thing itself; a refused certificate has its sentence.
    public static String words(Throwable e) {
        Throwable innermost = e;
        while (innermost.getCause() != null && !(innermost instanceof RefusedCertificate)) {
            innermost = innermost.getCause();
        }
        return innermost instanceof RefusedCertificate refused
                ? "" + refused.getMessage()
                : Printable.of("" + innermost.getMessage());
    }
}
