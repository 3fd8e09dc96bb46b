// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.probe;

import dev.baro.core.health.Explanation;
import dev.baro.core.health.ProbeResult;
import dev.baro.core.health.ProbeTask;
import dev.baro.core.health.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// The network that a class of tests shares, with a prober on its balancer: built before the first test,
/// closed after the last.
final class ProbedNetwork implements BeforeAllCallback, AfterAllCallback {
    private final String name;
    private @Nullable ProbeNetwork network;
    private @Nullable Probing probing;

    ProbedNetwork(String name) {
        this.name = name;
    }

    String lb() {
        return network().lb();
    }

    String core() {
        return network().core();
    }

    String far() {
        return network().far();
    }

    String near() {
        return network().near();
    }

    String exec(String namespace, String... words) {
        return network().exec(namespace, words);
    }

    void nft(String namespace, String rules) {
        network().nft(namespace, rules);
    }

    /// The next result of the prober that proves anything.
    ProbeResult next(ProbeTask task) throws InterruptedException {
        return Objects.requireNonNull(probing).next(task);
    }

    List<ProbeResult> hurried(ProbeTask task) throws InterruptedException {
        return Objects.requireNonNull(probing).hurried(task);
    }

    Explanation explain(ProbeTask task) throws InterruptedException {
        return Objects.requireNonNull(probing).explain(task);
    }

    Prober prober() {
        return Objects.requireNonNull(probing).prober();
    }

    Map<String, Verdict> verdicts(Map<String, ProbeTask> tasks) throws InterruptedException {
        return Objects.requireNonNull(probing).verdicts(tasks);
    }

    ProbeNetwork network() {
        return Objects.requireNonNull(network);
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        network = ProbeNetwork.create(name);
        probing = Probing.on(network);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (probing != null) {
            probing.close();
        }
        if (network != null) {
            network.close();
        }
    }
}
