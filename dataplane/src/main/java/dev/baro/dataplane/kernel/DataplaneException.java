// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.kernel;

/// The kernel refused something. The message is one sentence an operator can act on; for a refused program, lines with
/// its source and the verifier's reason follow.
public final class DataplaneException extends RuntimeException {
    /// What a program decides by, such as its exit code; the message is for people.
    public enum Kind {
        /// A capability is missing; root has it.
        PRIVILEGE,
        /// This kernel or this libbpf does not have what is needed.
        UNSUPPORTED,
        /// More than a table holds.
        FULL,
        /// Anything else that the kernel, or the state in which it is, does not allow.
        KERNEL
    }

    private static final long serialVersionUID = 1;

    private final Kind kind;

    /// Of kind [Kind#KERNEL].
    public DataplaneException(String message) {
        this(Kind.KERNEL, message);
    }

    /// Of kind [Kind#KERNEL].
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
