// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.peer;

/// An operator asked for what cannot be done.
public final class PeersException extends Exception {
    private static final long serialVersionUID = 1;

    public PeersException(String message) {
        super(message);
    }

    PeersException(String message, Throwable cause) {
        super(message, cause);
    }
}
