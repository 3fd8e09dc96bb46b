// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.proof;

import dev.baro.lab.host.Lab;
import dev.baro.lab.network.Lag;

/// A promise, and a count that proves it. A proof prepares its own conditions and restores the lab afterwards.
public interface Proof {
    /// A few words, the same in every run: the key of the result.
    String name();

    /// The counts that fulfil the promise.
    String expected();

    /// Blocks for seconds.
    Finding prove(Lab lab);

    /// @param measured the measurement, with every figure that the verdict is based on
    record Finding(boolean ok, String measured) {}

    default ProofResult result(Lab lab) {
        Lag.begin();
        Finding finding = prove(lab);
        return new ProofResult(name(), finding.ok(), finding.measured() + Lag.words(), expected());
    }
}
