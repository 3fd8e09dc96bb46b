// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What the packages bring, file by file, and that the programs in them run by their own runtime.
/// `make test-package` installs them.
@Timeout(180)
@Tag("end-to-end")
class PackageEndToEnd {
    private static final Path HOME = Path.of(System.getProperty("baro.home"));
    private static final String COMPLETIONS = "usr/share/bash-completion/completions";

    @TempDir
    private static Path roots;

    private static Path baro;
    private static Path agent;

    private record Run(int exitCode, String output) {}

    @BeforeAll
    static void unpack() throws Exception {
        assumeTrue(Files.exists(Path.of("/usr/bin/dpkg-shlibdeps")), "needs Debian's dpkg-dev");
        Run made = run(HOME.resolve("tools/package").toString(), "--roots", roots.toString());
        assertThat(made.exitCode()).as(made.output()).isZero();
        baro = roots.resolve("baro");
        agent = roots.resolve("baro-agent");
    }

    @Test
    void theConfigurationThatComesAlongIsValidAndServesNothing() throws Exception {
        Run check =
                run(launcher(baro), "check", baro.resolve("etc/baro/baro.yaml").toString());

        assertThat(check.output()).contains("valid: 0 VIPs");
        assertThat(check.exitCode()).isZero();
    }

    /// Where editors look for the schema is what every configuration that Baro writes says.
    @Test
    void theSchemaLiesWhereTheFirstLineOfAConfigurationSays() throws Exception {
        Path config = baro.resolve("etc/baro/baro.yaml");

        Run written = run(launcher(baro), "check", "--effective", config.toString());

        // Behind the warning that the file has no VIP.
        String modeline = written.output()
                .lines()
                .filter(line -> line.startsWith("#"))
                .findFirst()
                .orElse("");
        Path schema = baro.resolve(modeline.replaceFirst(".*\\$schema=/", ""));
        assertThat(Files.readAllLines(config).getFirst()).isEqualTo(modeline);
        assertThat(schema)
                .hasSameBinaryContentAs(HOME.resolve("core/src/main/resources/dev/baro/core/yaml/baro-v1.schema.json"));
    }

    @Test
    void alertsAndDashboardAreInstalled() {
        assertThat(baro.resolve("usr/share/baro/prometheus/alerts.yaml"))
                .hasSameBinaryContentAs(HOME.resolve("contrib/prometheus/alerts.yaml"));
        assertThat(baro.resolve("usr/share/baro/grafana/baro.json"))
                .hasSameBinaryContentAs(HOME.resolve("contrib/grafana/baro.json"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"run --help", "check --on-this-host --help", "dscp survey --help", "status --help"})
    void everyProgramOfTheBalancerRuns(String verb) throws Exception {
        Run help = run(Stream.concat(Stream.of(launcher(baro)), Stream.of(verb.split(" ")))
                .toArray(String[]::new));

        assertThat(help.output()).containsIgnoringCase("usage: baro");
        assertThat(help.exitCode()).isZero();
    }

    @Test
    void theAgentRunsByBothOfItsNames() throws Exception {
        String[] render = {"render", "--format", "nft", "--vip", "211.115.115.100=10:80"};

        Run byName =
                run(Stream.concat(Stream.of(agent.resolve("usr/bin/baro-agent").toString()), Stream.of(render))
                        .toArray(String[]::new));
        Run byVerb = run(Stream.concat(Stream.of(launcher(agent), "agent"), Stream.of(render))
                .toArray(String[]::new));

        assertThat(byName.output()).contains("211.115.115.100");
        assertThat(byVerb).isEqualTo(byName);
    }

    @Test
    void whatAnotherPackageHasIsNamed() throws Exception {
        assertThat(run(launcher(baro), "agent", "status"))
                .isEqualTo(new Run(
                        2,
                        "baro: this is part of the package baro-agent, which is not installed; type: apt-get"
                                + " install baro-agent\n"));
        assertThat(run(launcher(agent), "status").output()).contains("apt-get install baro\n");
        assertThat(run(launcher(baro), "lab", "run").output()).contains("make lab");
    }

    @Test
    void filesOfAnOperatorAreConffiles() throws IOException {
        assertThat(Files.readAllLines(baro.resolve("DEBIAN/conffiles")))
                .containsExactly("/etc/baro/baro.yaml", "/etc/default/baro", "/etc/iproute2/rt_protos.d/baro.conf");
    }

    @Test
    void everyLibraryHasItsLicence() throws IOException {
        for (Path root : List.of(baro, agent)) {
            String name = root.getFileName().toString();
            String copyright = Files.readString(root.resolve("usr/share/doc/%s/copyright".formatted(name)));
            List<String> jars = names(root.resolve("usr/lib/%s/lib".formatted(name))).stream()
                    .filter(jar -> !jar.startsWith("baro-"))
                    .toList();

            assertThat(jars).hasSizeGreaterThan(5);
            assertThat(jars).allSatisfy(jar -> assertThat(copyright).contains("/lib/" + jar + "\nCopyright: "));
        }
    }

    /// With the hash of each, as CycloneDX has it.
    @Test
    void theBillOfMaterialsHasEveryFileOfOthers() throws Exception {
        for (Path root : List.of(baro, agent)) {
            String name = root.getFileName().toString();
            Path lib = root.resolve("usr/lib/%s/lib".formatted(name));
            String bill = Files.readString(root.resolve("usr/share/doc/%s/sbom.cdx.json".formatted(name)));

            assertThat(bill).contains("\"specVersion\" : \"1.6\"").contains("\"name\" : \"openjdk\"");
            for (String jar : names(lib)) {
                String hash =
                        run("sha256sum", lib.resolve(jar).toString()).output().split(" ", -1)[0];
                assertThat(bill).as(jar).contains(hash);
            }
            assertThat(bill).contains("pkg:maven/info.picocli/picocli@");
        }
    }

    @Test
    void everyVerbHasItsPage() throws Exception {
        assertThat(names(baro.resolve("usr/share/man/man8")))
                .contains("baro.8.gz", "baro-run.8.gz", "baro-server-drain.8.gz", "baro-dscp-survey.8.gz")
                .doesNotContain("baro-lab.8.gz");
        assertThat(names(agent.resolve("usr/share/man/man8"))).contains("baro-agent.8.gz", "baro-agent-apply.8.gz");
        assertThat(unpacked(baro.resolve("usr/share/man/man8/baro-check.8.gz")))
                .contains("\\-\\-on\\-this\\-host")
                .contains("the configuration is invalid");
    }

    @ParameterizedTest
    @CsvSource({
        "baro, baro ser, server",
        "baro, baro run --det, --detach",
        "baro, baro server dr, drain",
        "baro, baro agent app, apply",
        "baro-agent, baro-agent doc, doctor"
    })
    void bashCompletes(String name, String line, String wanted) throws Exception {
        Path root = name.equals("baro") ? baro : agent;
        String script =
                "source %s; COMP_WORDS=(%s); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _complete_%s; echo \"${COMPREPLY[@]}\""
                        .formatted(root.resolve(COMPLETIONS).resolve(name), line, name);

        assertThat(run("bash", "-c", script).output().split("\\s+")).contains(wanted);
    }

    /// Out of the file that the daemon keeps beside its socket.
    @ParameterizedTest
    @CsvSource({
        "baro server drain web-b, 'web-b01 web-b02'",
        "baro server drain --reason x we, 'web-a01 web-b01 web-b02'",
        "baro server list --, '--output'",
        "baro session list --vip st, store",
        "baro session list --server web-a, web-a01"
    })
    void namesAreCompletedLive(String line, String wanted, @TempDir Path run) throws Exception {
        Files.writeString(run.resolve("baro.sock.names"), """
                server web-a01
                server web-b01
                server web-b02
                vip store
                """);
        String script = """
                source %s; export BARO_SOCKET=%s/baro.sock; COMP_WORDS=(%s); COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
                _live_baro; echo "${COMPREPLY[@]}"
                """.formatted(baro.resolve(COMPLETIONS).resolve("baro"), run, line);

        assertThat(run("bash", "-c", script).output()).contains(wanted);
    }

    /// The layout is in the package as a file, and in the script that compares it with that of the installed version.
    @Test
    void saysWhichLayoutItsMapsHave() throws IOException {
        String layout = Files.readString(baro.resolve("usr/lib/baro/layout")).strip();

        assertThat(Files.readString(HOME.resolve("dataplane/src/main/bpf/balancer/maps.h")))
                .contains("#define LAYOUT " + layout + "\n");
        assertThat(Files.readString(baro.resolve("DEBIAN/preinst"))).contains("\nlayout=" + layout + "\n");
    }

    /// Otherwise two trees would not make the same package.
    @Test
    void nothingNamesThePlaceOfTheBuild() throws Exception {
        Run found = run("grep", "-rlF", HOME.toString(), baro.toString(), agent.toString());

        assertThat(found.output()).isEmpty();
    }

    @Test
    void whatIsNotBroughtAlongIsADependency() throws IOException {
        assertThat(Files.readString(baro.resolve("DEBIAN/control")))
                .containsPattern("(?m)^Depends: .*libc6 \\(>= 2\\.\\d+\\).*, libbpf1 \\(>= 1:1\\.1\\)");
    }

    private static String launcher(Path root) {
        return root.resolve("usr/lib/" + root.getFileName() + "/baro").toString();
    }

    private static String unpacked(Path file) throws IOException {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static Run run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        return new Run(process.exitValue(), output);
    }
}
