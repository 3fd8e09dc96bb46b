// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.kernel;

/// The kernel refused something. The message is one sentence an operator can act on; for a refused program, lines with
/// its source and the verifier's reason follow.
public final class DataplaneException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public DataplaneException(String message) {
        super(message);
    }

    public DataplaneException(String message, Throwable cause) {
        super(message, cause);
    }
}
