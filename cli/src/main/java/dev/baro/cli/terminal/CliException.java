// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.terminal;

/// A command cannot do what it was asked. The message is for the operator and says what to do.
public final class CliException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int exitCode;

    public CliException(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    public CliException(int exitCode, String message, Throwable cause) {
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
