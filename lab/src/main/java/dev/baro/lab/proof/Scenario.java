// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.proof;

import dev.baro.lab.host.BaroDaemon;
import dev.baro.lab.host.Lab;
import dev.baro.lab.host.LabPlan;
import java.util.List;

/// A group of proofs on a lab of their own.
public interface Scenario extends LabPlan {
    String picture();

    /// Sends what several proofs look at together; the proofs follow in the order in which they are shown.
    List<Proof> proofs(Lab lab, BaroDaemon daemon);
}
