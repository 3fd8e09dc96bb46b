// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.tls;

import java.security.cert.CertificateException;

/// An invalid server certificate; the message is a sentence for the operator.
final class RefusedCertificate extends CertificateException {
    private static final long serialVersionUID = 1;

    RefusedCertificate(String sentence, CertificateException jdk) {
        // The cause determines the alert for the server.
        super(sentence, jdk.getCause() == null ? jdk : jdk.getCause());
    }
}
