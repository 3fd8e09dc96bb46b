// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.dscp;

/// The pool of the IANA registry to which a value belongs (RFC 2474 section 6, RFC 8436).
public enum IanaPool {
    /// `xxxxx0`: assigned by standards.
    STANDARDS(1),
    /// `xxxx11`: experiments and local use, never assigned.
    LOCAL_USE(2),
    /// `xxxx01`: assigned by standards since RFC 8436; LE was the first.
    LATER_STANDARDS(3);

    private final int number;

    IanaPool(int number) {
        this.number = number;
    }

    /// @param codePoint the code point, 0..63
    public static IanaPool of(int codePoint) {
        return switch (codePoint & 3) {
            case 3 -> LOCAL_USE;
            case 1 -> LATER_STANDARDS;
            default -> STANDARDS;
        };
    }

    /// The registry's own number: 1, 2 or 3.
    public int number() {
        return number;
    }
}
