// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab;

/// The lab could not be built or measured. The message is one sentence an operator can act on.
final class LabException extends RuntimeException {
    private static final long serialVersionUID = 1;

    LabException(String message) {
        super(message);
    }

    LabException(String message, Throwable cause) {
        super(message, cause);
    }
}
