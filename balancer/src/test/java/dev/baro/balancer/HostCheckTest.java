// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.balancer.control.Configs;
import dev.baro.balancer.control.RecordingForwarding;
import dev.baro.balancer.control.Settings;
import dev.baro.core.api.CheckResult;
import dev.baro.core.api.CheckResult.Finding;
import dev.baro.core.api.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `baro check --on-this-host`, asked as root: what a start would stumble over.
class HostCheckTest {
    private static final String HERE = Configs.STORE_YAML.replace("[eth0]", "[nic9]");
    private static final String NO_INTERFACE = """
            %s: warning: there is no interface nic9 on this host
                  | ip link shows those that there are
            """;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    private Path directory;

    @Test
    void saysWhichBalancerThisHostIs() throws IOException {
        int exitCode = check(HERE);

        assertThat(exitCode).as(text(out) + text(err)).isZero();
        assertThat(text(out))
                .isEqualTo(NO_INTERFACE.formatted(file()) + "1 warning\n" + file()
                        + ": valid; here it is balancer lb-a1 on nic9\n");
    }

    /// Whether the one interface that every host has forwards is the host's choice.
    @Test
    void anInterfaceMustForward() throws IOException {
        boolean forwards = Files.readString(Path.of("/proc/sys/net/ipv4/conf/lo/forwarding"))
                .startsWith("1");

        assertThat(check(HERE.replace("nic9", "lo"))).isEqualTo(forwards ? 0 : 3);

        assertThat(text(out))
                .isEqualTo(
                        forwards
                                ? file() + ": valid; here it is balancer lb-a1 on lo\n"
                                : file() + ": lo does not forward\n      | turn it on: sysctl -w"
                                        + " net.ipv4.conf.lo.forwarding=1\n1 error\n");
    }

    @Test
    void namesEverythingThatAStartWouldMissAtOnce() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String listen = "127.0.0.1:" + taken.getLocalPort();

            int exitCode =
                    check(HERE + "cluster-secret-file: /nowhere/secret\nmetrics: {listen: \"" + listen + "\"}\n");

            assertThat(exitCode).isEqualTo(3);
            assertThat(text(out)).isEqualTo("""
                            %1$s: warning: there is no interface nic9 on this host
                                  | ip link shows those that there are
                            %1$s:17:1: cannot read the cluster secret /nowhere/secret: no such file
                               17 | cluster-secret-file: /nowhere/secret
                                  | ^^^^^^^^^^^^^^^^^^^ create one: head -c 32 /dev/urandom > /nowhere/secret, and copy it to every balancer
                            %1$s:18:1: cannot serve metrics at %2$s: Address already in use
                               18 | metrics: {listen: "%2$s"}
                                  | ^^^^^^^ choose another address or port in metrics: {listen: ...}; ss -ltnp shows the listening process
                            2 errors, 1 warning
                            """.formatted(file(), listen));
        }
    }

    @Test
    void namesTheFilesOfChecksWithTheirPlaces() throws IOException {
        Path empty = Files.writeString(directory.resolve("ca.pem"), "");
        String checks = """
                      https:
                        port: 443
                        check: {l7: {https: GET /, host: a.example, verify: true, ca: %s}}
                      ssl: {port: 8443, check: {l7: {https: GET /, client-certificate: {
                        certificate: "/nowhere/client.pem", key: /nowhere/client.key}}}}
                """.formatted(empty);

        assertThat(check(HERE + checks)).isEqualTo(3);

        assertThat(text(out)).isEqualTo("""
                        %1$s: warning: there is no interface nic9 on this host
                              | ip link shows those that there are
                        %1$s:19:71: the file of authorities %2$s has no PEM certificate
                           19 |         check: {l7: {https: GET /, host: a.example, verify: true, ca: %2$s}}
                              |                                                                       %3$s use a file with -----BEGIN CERTIFICATE-----; to convert DER: openssl x509 -inform DER -in %2$s -out FILE.pem
                        %1$s:21:22: cannot read the client certificate /nowhere/client.pem: no such file
                           21 |         certificate: "/nowhere/client.pem", key: /nowhere/client.key}}}}
                              |                      ^^^^^^^^^^^^^^^^^^^^^ name an existing PEM file
                        %1$s:21:50: cannot read the key of the client certificate /nowhere/client.key: no such file
                           21 |         certificate: "/nowhere/client.pem", key: /nowhere/client.key}}}}
                              |                                                  ^^^^^^^^^^^^^^^^^^^ name an existing PEM file
                        3 errors, 1 warning
                        """.formatted(
                        file(), empty, "^".repeat(empty.toString().length())));
    }

    @Test
    void problemsOfTheTextStandBesideThoseOfTheHost() throws IOException {
        assertThat(check(HERE.replace("dscp: 10", "dscp: 64"))).isEqualTo(3);
        assertThat(text(out)).contains("dscp 64 is out of range").endsWith("1 error\n");
    }

    @Test
    void isJsonForPrograms() throws IOException {
        assertThat(check("cluster-secret-file: /nowhere/secret\n" + HERE, "-o", "json", "--interface", "nic8"))
                .isEqualTo(3);

        CheckResult result = Json.read(text(out), CheckResult.class);
        assertThat(result.valid()).isFalse();
        assertThat(result.problems())
                .contains(new Finding(
                        "error",
                        "",
                        1,
                        1,
                        "cannot read the cluster secret /nowhere/secret: no such file",
                        "create one: head -c 32 /dev/urandom > /nowhere/secret, and copy it to every balancer"));
    }

    @Test
    void aTunnelNeedsAnAddressToComeFrom() throws IOException {
        int exitCode = check(HERE.replace("198.51.100.1, ", "\"2001:db8::1\", method: ipip, ")
                .replace("198.51.100.0/24]", "198.51.100.0/24, \"2001:db8::/48\"]"));

        assertThat(exitCode).isEqualTo(3);
        assertThat(text(out))
                .isEqualTo(file()
                        + ": for these servers with method ipip, this host has no source address of their IP version:"
                        + " store-web-a01\n      | set the address: of lb-a1 in balancers:\n"
                        + NO_INTERFACE.formatted(file()) + "1 error, 1 warning\n");
    }

    @Test
    void aStateDirectoryThatCannotBeWrittenIsAWarning() throws IOException {
        Path notADirectory = Files.writeString(directory.resolve("state"), "");

        assertThat(check(HERE, "--state-directory", notADirectory.toString())).isZero();
        assertThat(text(out))
                .startsWith(file() + ": warning: the state directory " + notADirectory
                        + " cannot be written: a restart would forget overrides and which servers were up\n");
    }

    @Test
    void theDaemonThatRunsIsNotInTheWayOfItsOwnFile() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        String text = HERE + "metrics: {listen: \"127.0.0.1:" + port + "\"}\n";
        Files.writeString(file(), text);
        try (Daemon _ = Daemon.start(
                new Settings(file(), "", List.of(), "test", socket(), directory.resolve("state")),
                _ -> new RecordingForwarding())) {
            assertThat(check(text)).as(text(out)).isZero();
        }
    }

    @Test
    void takesTheOptionsOfAStart() throws IOException {
        assertThat(check("version: 1\n")).isEqualTo(3);
        assertThat(text(out)).contains("lists no balancers").contains("| use --interface IF");
        out.reset();

        assertThat(check("version: 1\n", "--interface", "nic9", "--balancer", "lb-z"))
                .isZero();
        assertThat(text(out)).endsWith("valid; here it is balancer lb-z on nic9\n");
        assertThat(check("version: 1\n", "--instance", "../main")).isEqualTo(2);
        assertThat(text(err)).isEqualTo("""
                        baro check --on-this-host: --instance ../main: 1 to 32 letters, digits and dashes
                        see: baro check --on-this-host --help
                        """);
    }

    private int check(String text, String... options) throws IOException {
        Files.writeString(file(), text);
        List<String> line = new ArrayList<>(List.of("--on-this-host", file().toString()));
        line.addAll(List.of("--socket", socket().toString()));
        if (!List.of(options).contains("--state-directory")) {
            line.addAll(List.of("--state-directory", directory.resolve("state").toString()));
        }
        line.addAll(List.of(options));
        return CheckMain.run(line.toArray(String[]::new), stream(out), stream(err));
    }

    private Path file() {
        return directory.resolve("baro.yaml");
    }

    private Path socket() {
        return directory.resolve("baro.sock");
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }
}
