// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.kernel;

/// The kernel refused a request. The message is one sentence that an operator can act on. If a program was
/// refused, lines with its source and the verifier's reason follow.
public final class DataplaneException extends RuntimeException {
    /// The kind of failure, for decisions such as the choice of an exit code. The message is for people.
    public enum Kind {
        /// The process lacks a capability that root has.
        PRIVILEGE,
        /// The kernel or libbpf lacks a required feature.
        UNSUPPORTED,
        /// A table is full.
        FULL,
        /// Any other request that the kernel or its state does not permit.
        KERNEL
    }

    private static final long serialVersionUID = 1;

    private final Kind kind;

    /// An exception of kind [Kind#KERNEL].
    public DataplaneException(String message) {
        this(Kind.KERNEL, message);
    }

    /// An exception of kind [Kind#KERNEL].
    public DataplaneException(String message, Throwable cause) {
        this(Kind.KERNEL, message, cause);
    }

    public DataplaneException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public DataplaneException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
