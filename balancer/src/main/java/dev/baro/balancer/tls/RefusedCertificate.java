// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.tls;

import java.security.cert.CertificateException;

/// Thrown when a server's certificate is refused. The message is a sentence for the operator.
final class RefusedCertificate extends CertificateException {
    private static final long serialVersionUID = 1;

    RefusedCertificate(String sentence, CertificateException jdk) {
        // The exception's cause determines the alert that the server gets.
        super(sentence, jdk.getCause() == null ? jdk : jdk.getCause());
    }
}
