// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.proof;

import dev.baro.lab.host.Lab;
import dev.baro.lab.network.Lag;

/// One promise, and how to count whether it is kept. A proof causes what it needs and leaves the lab as it found it.
public interface Proof {
    /// A few words, the same in every run: the key of the result.
    String name();

    /// What must be counted for the promise to be kept.
    String expected();

    /// Blocks for seconds.
    Finding prove(Lab lab);

    /// @param measured with every figure that the verdict rests on
    record Finding(boolean ok, String measured) {}

    default ProofResult result(Lab lab) {
        Lag.begin();
        Finding finding = prove(lab);
        return new ProofResult(name(), finding.ok(), finding.measured() + Lag.words(), expected());
    }
}
