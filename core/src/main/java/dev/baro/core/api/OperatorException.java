// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.api;

/// Thrown if a program cannot execute a request. The message tells the operator in one sentence what to do, or
/// lists the problems of a configuration. `Main` prints the message and exits with the exit code.
public final class OperatorException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int exitCode;

    /// @param exitCode a value of [ExitCode]
    public OperatorException(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    public OperatorException(int exitCode, String message, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }

    public int exitCode() {
        return exitCode;
    }
}
