// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.model;

/// Files in PEM that an HTTPS check names, each an absolute path, or empty where it names none.
///
/// @param ca          the certificates of the authorities that alone are trusted; empty: those that the JDK trusts
/// @param certificate the client's certificate, and those of the authorities between; empty together with `key`
/// @param key         the private key of the client's certificate
public record TlsFiles(String ca, String certificate, String key) {
    public static final TlsFiles NONE = new TlsFiles("", "", "");

    public boolean isNone() {
        return equals(NONE);
    }
}
