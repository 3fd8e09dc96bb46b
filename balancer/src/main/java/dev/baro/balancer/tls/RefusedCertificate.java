// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.tls;

import java.security.cert.CertificateException;

/// A server's certificate that does not hold; the message is a sentence for the operator.
final class RefusedCertificate extends CertificateException {
    private static final long serialVersionUID = 1;

    RefusedCertificate(String sentence, CertificateException jdk) {
        // The cause decides which alert the server gets.
        super(sentence, jdk.getCause() == null ? jdk : jdk.getCause());
    }
}
