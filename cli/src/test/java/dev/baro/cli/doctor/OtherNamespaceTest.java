// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.baro.core.api.Status;
import dev.baro.core.config.Config;
import dev.baro.core.config.Reading;
import dev.baro.core.doctor.Diagnosis;
import dev.baro.core.doctor.Finding;
import dev.baro.core.doctor.Finding.Level;
import dev.baro.core.frontend.ConfigText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// A daemon in another network namespace than the doctor: its interfaces are looked at, or said not to be.
class OtherNamespaceTest {
    private static final String CONFIG = """
            version: 1
            balancers:
              lb-a1: {data-centre: idc-a, address: 192.0.2.2, interfaces: [daemon0]}
            data-centres:
              idc-a: {prefixes: [192.0.2.0/24]}
            servers:
              web-a01: {address: 192.0.2.10, data-centre: idc-a, weight: 1}
            vips:
              store:
                address: 203.0.113.10
                dscp: 10
                scheduler: round-robin
                servers: [web-a01]
                ports:
                  http: {port: 80}
            """;

    private static final String NETWORK =
            "set -e; ip link set lo up; ip link add daemon0 type veth peer name peer0; ip link set daemon0 up;"
                    + " ip address add 192.0.2.2/24 dev daemon0; sysctl -q -w net.ipv4.ip_forward=1; echo ready; exec sleep 60";

    @Test
    void itsInterfacesAreLookedAtWhereTheyAre() throws IOException {
        assumeTrue("root".equals(System.getProperty("user.name")), "needs root for network namespaces");
        Process there = new ProcessBuilder("unshare", "--net", "sh", "-c", NETWORK)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            assertThat(there.inputReader().readLine()).isEqualTo("ready");
            String name = Files.readSymbolicLink(Path.of("/proc/" + there.pid() + "/ns/net"))
                    .toString();

            Diagnosis diagnosis = diagnosis(status(new Status.ProcessStatus(1, name)));

            assertThat(diagnosis.findings())
                    .as(diagnosis.text())
                    .contains(
                            Finding.ok("interface", "daemon0"),
                            Finding.ok("next-hop", "1 real servers have a route"),
                            Finding.ok("routing", "on"))
                    .anyMatch(f -> f.check().equals("xdp")
                            && f.level() == Level.FAIL
                            && f.what().startsWith("no XDP program on daemon0"))
                    .contains(Finding.ok(
                            "namespace", "the daemon is in " + name + ", entered by process " + there.pid()));
        } finally {
            there.destroy();
        }
    }

    @Test
    void aFixWorksThere() {
        Finding down =
                Finding.fail("interface", "eth0 is down", "nothing arrives").fixedBy("ip link set dev eth0 up");

        assertThat(new Namespace("net:[1]", "7").inside(down).fix())
                .isEqualTo("nsenter --net=/proc/7/ns/net ip link set dev eth0 up");
    }

    @Test
    void whereNoProcessShowsItNothingIsSaidOfIt() {
        Diagnosis diagnosis = diagnosis(status(new Status.ProcessStatus(1, "net:[1]")));

        assertThat(diagnosis.of(Level.NOT_LOOKED_AT)).extracting(Finding::check).containsExactly("namespace");
        assertThat(diagnosis.findings())
                .as(diagnosis.text())
                .extracting(Finding::check)
                .doesNotContain("interface", "xdp", "routing", "next-hop");
        assertThat(diagnosis.text()).contains("1 not looked at (?)");
    }

    private static Diagnosis diagnosis(Status daemon) {
        Reading<Config> reading = ConfigText.read(CONFIG);
        assertThat(reading.problems()).isEmpty();
        return BalancerDoctor.examine(
                "baro.yaml", reading, List.of(), "lb-a1", BalancerDoctor.Answers.withoutRoutes(Optional.of(daemon)));
    }

    private static Status status(Status.ProcessStatus process) {
        return new Status(
                "lb-a1",
                "0.1.0",
                "main",
                "2026-03-01T12:00:00Z",
                5,
                new Status.ConfigStatus("baro.yaml", 3, 3, "2026-03-01T12:00:00Z", ""),
                List.of(),
                Map.of(),
                List.of(),
                List.of(),
                List.of(),
                Status.RepairStatus.NONE,
                process,
                Status.IdleStatus.UNKNOWN);
    }
}
