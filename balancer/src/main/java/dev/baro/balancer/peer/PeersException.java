// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.peer;

/// Thrown when an operator's request cannot be executed.
public final class PeersException extends Exception {
    private static final long serialVersionUID = 1;

    private final String fix;

    /// @param fix the remedy that the message suggests
    public PeersException(String message, String fix) {
        super(message);
        this.fix = fix;
    }

    PeersException(String message, String fix, Throwable cause) {
        super(message, cause);
        this.fix = fix;
    }

    public String fix() {
        return fix;
    }
}
