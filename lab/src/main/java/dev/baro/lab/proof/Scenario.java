// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.proof;

import dev.baro.lab.host.BaroDaemon;
import dev.baro.lab.host.Lab;
import dev.baro.lab.host.LabPlan;
import java.util.List;

/// A group of proofs on a separate lab.
public interface Scenario extends LabPlan {
    String picture();

    /// Sends the traffic that several proofs share, and returns the proofs in display order.
    List<Proof> proofs(Lab lab, BaroDaemon daemon);
}
