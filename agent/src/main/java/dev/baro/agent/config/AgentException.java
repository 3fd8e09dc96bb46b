// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.config;

/// The agent cannot do what it was asked to. The message is one sentence for the operator.
public final class AgentException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// The answer is bad, or a tool is missing or failed.
    public static final int FAILED = 1;
    /// The configuration is invalid; nothing was changed.
    public static final int INVALID = 3;
    /// Needs root or a capability.
    public static final int PRIVILEGE = 7;

    private final int exitCode;

    public AgentException(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    public AgentException(int exitCode, String message, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    public int exitCode() {
        return exitCode;
    }
}
