// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.forwarding;

import dev.baro.lab.host.BaroDaemon;
import dev.baro.lab.proof.Proof;
import java.util.List;
import java.util.function.Supplier;

/// All proofs, in the order in which they are shown.
final class Proofs {
    private Proofs() {}

    static List<Proof> all(Supplier<ForwardingTraffic> traffic, BaroDaemon daemon) {
        return List.of(
                new RequestsAnswered(traffic),
                new RoundRobinEven(traffic),
                new PacketsRewritten(traffic),
                new AnswersFromVip(traffic),
                new AnswersBypassBalancer(),
                new DaemonKilled(daemon),
                new ReloadUnderLoad(daemon),
                new UnservedPortDropped(daemon),
                new SamePlan(daemon));
    }
}
