// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.proof;

/// The result of a proof, as printed and as shown with `-o json`.
public record ProofResult(String name, boolean ok, String measured, String expected) {

    public String line() {
        String verdict = ok ? "ok    " : "FAIL  ";
        String missed = ok ? "" : "\n      expected: " + expected;
        return verdict + name + ": " + measured + missed;
    }
}
