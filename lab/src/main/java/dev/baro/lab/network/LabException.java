// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.network;

/// The lab could not be built or measured. The message is one sentence that an operator can act on.
public final class LabException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public LabException(String message) {
        super(message);
    }

    public LabException(String message, Throwable cause) {
        super(message, cause);
    }
}
