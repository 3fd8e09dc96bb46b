// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.proof;

import dev.baro.lab.host.Lab;
import dev.baro.lab.network.Lag;

/// A promise, and a count that proves it. A proof prepares its own conditions and restores the lab afterwards.
public interface Proof {
    /// The key of the result: a few words that are the same in every run.
    String name();

    /// The counts that fulfil the promise.
    String expected();

    /// Carries out the proof, which blocks for seconds.
    Finding prove(Lab lab);

    /// @param measured the measurement, with every figure that the verdict is based on
    record Finding(boolean ok, String measured) {}

    default ProofResult result(Lab lab) {
        Lag.begin();
        Finding finding = prove(lab);
        return new ProofResult(name(), finding.ok(), finding.measured() + Lag.words(), expected());
    }
}
