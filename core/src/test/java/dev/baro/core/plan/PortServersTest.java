// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.config.Config;
import dev.baro.core.health.ProbePlan;
import dev.baro.core.model.Capacity;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A service port that only some servers of its VIP serve.
class PortServersTest {
    private static final Config CONFIG = PlanTexts.config("""
            version: 1
            servers:
              web-1: {address: 10.10.10.1}
              web-2: {address: 10.10.10.2}
              old-1: {address: 10.10.10.3}
            vips:
              store:
                address: 198.51.100.10
                dscp: 11
                servers: [web-1, web-2, old-1]
                ports:
                  http: {port: 80}
                  ssl: {port: 443, servers: [web-2, web-1]}
                  ftp: {port: 21, servers: [old-1]}
            """);

    @Test
    void givesEachPortItsOwnServersInTheOrderOfTheVip() {
        Plan plan = plan();

        assertThat(plan.services())
                .extracting(service ->
                        service.servers().stream().map(PlannedServer::name).toList())
                .containsExactly(List.of("web-1", "web-2", "old-1"), List.of("web-1", "web-2"), List.of("old-1"));
    }

    @Test
    void fillsEachRingWithThatPortsServersAlone() {
        assertThat(plan().services())
                .allSatisfy(service -> assertThat(
                                service.ring().slotsOf(1 + service.servers().size()))
                        .satisfies(slots -> assertThat(Arrays.stream(slots).filter(slot -> slot >= 0))
                                .hasSameSizeAs(service.servers())));
    }

    @Test
    void probesAServerForItsPortsAlone() {
        assertThat(ProbePlan.of(CONFIG, List.of()))
                .extracting(task -> task.target().toString())
                .containsExactly(
                        "l3 web-1 for store",
                        "l4 web-1 for store http",
                        "l4 web-1 for store ssl",
                        "l3 web-2 for store",
                        "l4 web-2 for store http",
                        "l4 web-2 for store ssl",
                        "l3 old-1 for store",
                        "l4 old-1 for store http",
                        "l4 old-1 for store ftp");
    }

    @Test
    void countsMembersAsTheyServe() {
        assertThat(Capacity.members(CONFIG.vips())).isEqualTo(6);
    }

    private static Plan plan() {
        return State.INITIAL
                .after(new Event.ConfigAccepted(CONFIG, "baro.yaml"), 0)
                .plan();
    }
}
