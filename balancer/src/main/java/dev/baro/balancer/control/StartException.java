// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.control;

/// The daemon cannot start. The message is for the operator: one sentence, or the problems of the configuration.
public final class StartException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int exitCode;

    public StartException(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    public StartException(int exitCode, String message, Throwable cause) {
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
