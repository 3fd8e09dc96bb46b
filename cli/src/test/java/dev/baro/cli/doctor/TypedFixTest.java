// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.baro.core.api.Status;
import dev.baro.core.api.Status.ProcessStatus;
import dev.baro.core.config.Config;
import dev.baro.core.config.Reading;
import dev.baro.core.doctor.Finding;
import dev.baro.core.doctor.Finding.Level;
import dev.baro.core.frontend.ConfigText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A host that is broken, and what the doctor prints as the fix, typed as it stands: the problem is gone.
class TypedFixTest {
    private static final Reading<Config> CONFIG = ConfigText.read("""
            version: 1
            balancers:
              lb-a1: {data-centre: idc-a, address: 192.0.2.2, interfaces: [daemon0]}
            data-centres:
              idc-a: {prefixes: [192.0.2.0/24]}
            servers:
              web-a01: {address: 192.0.2.10, data-centre: idc-a}
              web-a02: {address: 198.51.100.10, method: ipip}
            vips:
              store: {address: 203.0.113.10, dscp: 10, servers: [web-a01, web-a02], ports: {http: {port: 80}}}
            """);

    private static final String NETWORK = """
            set -e
            ip link set lo up
            ip link add daemon0 type veth peer name peer0
            ip link add tunnel0 mtu 1520 type veth peer name peer1
            ip link set daemon0 up
            ip link set tunnel0 up
            ip address add 192.0.2.2/24 dev daemon0
            ip address add 198.51.100.2/24 dev tunnel0
            sysctl -q -w net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
            echo ready
            exec sleep 120
            """;

    private Process host;

    @BeforeEach
    void build() throws IOException {
        assumeTrue("root".equals(System.getProperty("user.name")), "needs root for network namespaces");
        host = new ProcessBuilder("unshare", "--net", "sh", "-c", NETWORK)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(host.inputReader().readLine()).isEqualTo("ready");
    }

    @AfterEach
    void remove() {
        host.destroy();
    }

    @ParameterizedTest
    @CsvSource({
        "interface, ip link set dev daemon0 down",
        "mtu, ip link set dev daemon0 mtu 1400",
        "routing, sysctl -q -w net.ipv4.ip_forward=0",
        "next-hop, ip address add 192.0.2.10/24 dev daemon0",
        "tunnel-mtu, ip link set dev tunnel0 mtu 1500",
    })
    void itsFixTakesAProblemAway(String check, String fault) throws Exception {
        assertThat(problems(check)).isEmpty();
        type(there() + fault);
        List<Finding> found = problems(check);
        assertThat(found).isNotEmpty().allSatisfy(each -> assertThat(each.fix()).isNotEmpty());

        for (Finding each : found) {
            type(each.fix());
        }

        assertThat(problems(check)).isEmpty();
    }

    /// In the driver, and in the kernel itself.
    @ParameterizedTest
    @ValueSource(strings = {"xdpdrv", "xdpgeneric"})
    void itsFixTakesAProgramOfOthersOff(String mode, @TempDir Path directory) throws Exception {
        Path object = directory.resolve("pass.o");
        Path source = Files.writeString(directory.resolve("pass.bpf.c"), """
                __attribute__((section("xdp"), used)) int pass(void *c) { return 2; }
                char _license[] __attribute__((section("license"), used)) = "GPL";
                """);
        type("clang -O2 -target bpf -c " + source + " -o " + object);
        type(there() + "ip link set dev daemon0 " + mode + " obj " + object + " sec xdp");
        List<Finding> found = problems("xdp");
        assertThat(found)
                .extracting(Finding::what)
                .containsExactly("daemon0 has an XDP program of another owner, pass");

        type(found.getFirst().fix());

        assertThat(problems("xdp")).extracting(Finding::what).containsExactly("no XDP program on daemon0");
    }

    /// Only a person knows the router.
    @Test
    void aServerWithoutARouteHasOneOnceARouterIsNamed() throws Exception {
        type(there() + "ip address delete 198.51.100.2/24 dev tunnel0");
        List<Finding> found = problems("next-hop");
        assertThat(found).extracting(Finding::what).containsExactly("no route to web-a02 198.51.100.10");

        type(there() + found.getFirst().advice().replace("ROUTER", "192.0.2.1"));

        assertThat(problems("next-hop")).isEmpty();
    }

    private String there() {
        return "nsenter --net=/proc/" + host.pid() + "/ns/net ";
    }

    private List<Finding> problems(String check) throws IOException {
        return BalancerDoctor.examine(
                        "baro.yaml",
                        CONFIG,
                        List.of(),
                        "lb-a1",
                        BalancerDoctor.Answers.withoutRoutes(Optional.of(status())))
                .findings()
                .stream()
                .filter(finding -> finding.check().equals(check) && finding.level() != Level.OK)
                .toList();
    }

    private static void type(String line) throws Exception {
        Process shell =
                new ProcessBuilder("sh", "-c", line).redirectErrorStream(true).start();
        String said = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(shell.waitFor()).as(line + ": " + said).isZero();
    }

    private Status status() throws IOException {
        String network = Files.readSymbolicLink(Path.of("/proc/" + host.pid() + "/ns/net"))
                .toString();
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
                new ProcessStatus(host.pid(), network),
                Status.IdleStatus.UNKNOWN);
    }
}
