// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.balancer.Eventually;
import dev.baro.balancer.control.Configs;
import dev.baro.balancer.control.Controller;
import dev.baro.balancer.control.RecordingForwarding;
import dev.baro.core.config.Config;
import dev.baro.core.health.HealthBook;
import dev.baro.core.health.PassiveCount;
import dev.baro.core.health.ServiceMember;
import dev.baro.core.model.IpAddress;
import dev.baro.core.model.Protocol;
import dev.baro.core.model.VirtualService;
import dev.baro.core.plan.Event;
import dev.baro.core.yaml.YamlFrontEnd;
import dev.baro.dataplane.forward.ForwarderCounters;
import dev.baro.dataplane.forward.ForwarderCounters.ServerCounters;
import dev.baro.dataplane.forward.ForwarderCounters.ServiceCounters;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// From the kernel's counters of SYNs to a server that stands out.
class PassiveSignalTest {
    private static final Config CONFIG =
            YamlFrontEnd.read(Configs.STORE_YAML).config().orElseThrow();
    private static final VirtualService HTTP = new VirtualService(IpAddress.parse("203.0.113.100"), Protocol.TCP, 80);
    private static final String A01 = "store-web-a01";
    private static final String A02 = "store-web-a02";

    @Test
    void countersBecomeCountsInTheNamesOfTheConfiguration() {
        ForwarderCounters counters = counters(server(A01, 40, 1), server(A02, 41, 30));

        assertThat(PassiveCounts.of(CONFIG, counters))
                .containsExactly(
                        new PassiveCount(new ServiceMember("store-app1", "http", A01), 40, 1),
                        new PassiveCount(new ServiceMember("store-app1", "http", A02), 41, 30));
    }

    @Test
    void servicesThatTheConfigurationNoLongerHasAreLeftOut() {
        ForwarderCounters counters = new ForwarderCounters(
                Map.of(),
                List.of(new ServiceCounters(
                        new VirtualService(IpAddress.parse("203.0.113.100"), Protocol.TCP, 81),
                        false,
                        List.of(server(A01, 40, 1)))));

        assertThat(PassiveCounts.of(CONFIG, counters)).isEmpty();
    }

    /// With a clock that goes a hundred times as fast, spans of five seconds pass in twentieths of one.
    @Test
    void aServerWhoseClientsRepeatTheirSynsStandsOutByItself(@TempDir Path directory) throws Exception {
        Config config = YamlFrontEnd.read(Configs.STORE_YAML
                        .replace("vips:\n", "  store-web-a03: {address: 198.51.100.3, weight: 1}\nvips:\n")
                        .replace("[store-web-a01, store-web-a02]", "[store-web-a01, store-web-a02, store-web-a03]"))
                .config()
                .orElseThrow();
        try (Controller controller = new Controller(new Growing(), System::nanoTime).start();
                HealthMonitor health = HealthMonitor.of(controller, directory, false, () -> System.nanoTime() * 100)) {
            var _ = controller.submit(new Event.ConfigAccepted(config, "test"));
            health.begin(config, _ -> new ScriptedProbes());

            Set<ServiceMember> found =
                    Eventually.see(() -> health.ask(HealthBook::standingOut).join(), members -> !members.isEmpty());

            assertThat(found).containsExactly(new ServiceMember("store-app1", "http", A02));
        }
    }

    @Test
    void watchesTheConfigurationItBeganWithUntilOneIsAccepted(@TempDir Path directory) throws Exception {
        ScriptedProbes probes = new ScriptedProbes();
        try (Controller controller = new Controller(new RecordingForwarding(), System::nanoTime).start();
                HealthMonitor health = HealthMonitor.of(controller, directory, false, System::nanoTime)) {
            health.begin(CONFIG, probes::start);
            probes.rounds(2);

            Eventually.see(
                    () -> controller.snapshot().state().health().of(new ServiceMember("store-app1", "http", A01)),
                    known -> known.isPresent() && known.get().usable());
            assertThat(probes.tasks()).hasSize(4);
        }
    }

    /// A kernel half whose counters have grown by a span's traffic whenever they are read.
    private static final class Growing extends RecordingForwarding {
        private final AtomicLong spans = new AtomicLong();

        @Override
        public ForwarderCounters counters() {
            long span = spans.incrementAndGet();
            return PassiveSignalTest.counters(
                    server(A01, 100 * span, 0),
                    server(A02, 100 * span, 90 * span),
                    server("store-web-a03", 100 * span, span));
        }
    }

    private static ForwarderCounters counters(ServerCounters... servers) {
        return new ForwarderCounters(Map.of(), List.of(new ServiceCounters(HTTP, false, List.of(servers))));
    }

    private static ServerCounters server(String name, long sessions, long repeats) {
        return new ServerCounters(name, IpAddress.parse("198.51.100.1"), 0, 0, sessions, 0, repeats, -1);
    }
}
