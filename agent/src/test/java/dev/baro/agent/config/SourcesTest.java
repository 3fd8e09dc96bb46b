// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.agent.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// Where a wish may come from beside `agent.yaml`, seen by what render makes of it.
class SourcesTest {
    private static final String BALANCERS = """
            version: 1
            balancers:
              lb-a1: {address: 10.10.0.11, interfaces: [eth0]}
            servers:
              web-a01: {address: 10.10.10.1}
              web-a01-v6: {address: "2001:db8:10:10::1"}
              web-a02: {address: 10.10.10.2, method: mac}
              web-a03: {address: 10.10.10.3}
              web-a04: {address: 10.10.10.4, state: disabled}
            vips:
              store:
                address: 211.115.115.100
                dscp: 10
                servers: [web-a01, web-a02]
                ports:
                  http: {port: 80}
                  ssl: {port: 443}
              store-v6:
                address: "2001:db8:115::100"
                dscp: 10
                servers: [web-a01-v6]
                ports:
                  dns: {port: 53, protocol: udp}
              other:
                address: 211.115.115.101
                dscp: 11
                servers: [web-a03, web-a04]
                ports:
                  http: {port: 80}
            """;

    private static final String SERVERIRON = """
            server real web-a01 10.10.10.1
             port http
            server virtual store 211.115.115.100
             port http
             tos-marking 10 hc-l3-dsr
             bind http web-a01 http
            """;

    @TempDir
    private Path directory;

    /// @param code the exit code
    private record Ended(int code, String out, String err) {}

    @Test
    void takesWhatTheBalancersSendToAServer() throws IOException {
        Ended ended = forServer(BALANCERS, "--for", "web-a01", "--for", "web-a01-v6");

        assertThat(ended.code()).as(ended.err()).isZero();
        assertThat(ended.out())
                .contains("ip dscp 10 ip daddr 10.10.10.1 tcp dport { 80, 443 }")
                .contains("ip6 dscp 10 ip6 daddr 2001:db8:10:10::1 udp dport 53")
                .doesNotContain("211.115.115.101");
    }

    @Test
    void takesTheMethodOfTheServer() throws IOException {
        Ended ended = forServer(BALANCERS, "--for", "web-a02");

        assertThat(ended.out()).contains("# Method mac needs only the address on lo: 211.115.115.100");
    }

    @Test
    void takesAServerironText() throws IOException {
        Ended ended = forServer(SERVERIRON, "--for", "web-a01");

        assertThat(ended.code()).as(ended.err()).isZero();
        assertThat(ended.out()).contains("ip dscp 10 ip daddr 10.10.10.1 tcp dport 80");
    }

    @Test
    void namesTheServersWhenOneIsUnknown() throws IOException {
        Ended ended = forServer(BALANCERS, "--for", "web-a09");

        assertThat(ended)
                .isEqualTo(new Ended(
                        3,
                        "",
                        "baro agent: there is no server web-a09 in " + directory.resolve("baro.yaml")
                                + ": it has web-a01, web-a01-v6, web-a02, web-a03, web-a04\n"));
    }

    @Test
    void saysWhatIsWrongWithTheBalancersFile() throws IOException {
        Ended ended = forServer(BALANCERS.replace("dscp: 11", "dscp: 64"), "--for", "web-a01");

        assertThat(ended.code()).isEqualTo(3);
        assertThat(ended.err()).contains("dscp: 64").endsWith(" is invalid, nothing was changed\n");
    }

    @Test
    void theBalancersFileDoesNotReachBeyondWhatTheServerAllows() throws IOException {
        Path allowed = Files.writeString(directory.resolve("allowed-vips"), "211.115.115.101/32\n");

        Ended ended = forServer(BALANCERS, "--for", "web-a01", "--allow-file", allowed.toString());

        assertThat(ended.code()).isEqualTo(3);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err()).contains("211.115.115.100 is not allowed on this server");
        assertThat(forServer(BALANCERS, "--for", "web-a03", "--allow-file", allowed.toString())
                        .code())
                .isZero();
    }

    @Test
    void takesTheFilesOfDsrtoolsInTheirOrder() throws IOException {
        Files.writeString(directory.resolve("20-b.conf"), "211.115.115.101=0x0b # ours\n");
        Files.writeString(directory.resolve("10-a.conf"), "211.115.115.100=10\n");
        Files.writeString(directory.resolve("old.conf.bak"), "nonsense\n");

        Ended ended = run("render", "-f", "dsr.d", "--dsr-d", directory.toString());

        assertThat(ended.code()).isZero();
        assertThat(ended.out()).endsWith("211.115.115.100=10\n211.115.115.101=11\n");
        assertThat(ended.err()).contains("dscp 10 sends every port to 211.115.115.100");
    }

    @Test
    void refusesOneDscpForTwoVipsOfDsrtools() throws IOException {
        Files.writeString(directory.resolve("10-a.conf"), "211.115.115.100=10\n");
        Files.writeString(directory.resolve("20-b.conf"), "211.115.115.101=10\n");

        Ended ended = run("render", "-f", "dsr.d", "--dsr-d", directory.toString());

        assertThat(ended.code()).isEqualTo(3);
        assertThat(ended.err()).contains("dscp 10 is given to both 211.115.115.100 and 211.115.115.101");
    }

    @Test
    void showsTheLineOfDsrtools() throws IOException {
        Path file = Files.writeString(directory.resolve("10-a.conf"), "\nvip.example.com=10\n");

        Ended ended = run("render", "-f", "dsr.d", "--dsr-d", directory.toString());

        assertThat(ended).isEqualTo(new Ended(3, "", """
                %1$s:2:1: 'vip.example.com' is not an address
                    2 | vip.example.com=10
                      | ^^^^^^^^^^^^^^^^^^ write an address instead of a host name
                1 error
                baro agent: %1$s is invalid, nothing was changed
                """.formatted(file)));
    }

    @Test
    void twoSourcesExcludeEachOther() {
        Ended ended = run("render", "-f", "nft", "--for", "web-a01", "--dsr-d", "--vip", "211.115.115.100=10:80");

        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err()).contains("--for and --dsr-d and --vip are mutually exclusive");
    }

    @Test
    void takesTheFilesBesideTheBalancersFile() throws IOException {
        Path beside = Files.createDirectory(directory.resolve("baro.d"));
        Files.writeString(
                beside.resolve("10-shop.yaml"),
                "vips:\n  shop: {address: 211.115.115.110, dscp: 12, servers: [web-a03], ports: {http: {port: 80}}}\n");

        assertThat(forServer(BALANCERS, "--for", "web-a03").out()).contains("211.115.115.101", "211.115.115.110");
    }

    @Test
    void writesAFileForEveryRealServer() throws IOException {
        Path file = Files.writeString(directory.resolve("baro.yaml"), BALANCERS);
        Path files = directory.resolve("servers");
        String[] all = {"render", "--all", "-f", "nft", "-c", file.toString(), "-d", files.toString()};

        Ended first = run(all);
        Files.delete(files.resolve("web-a02.nft"));
        Files.writeString(files.resolve("web-a01.nft"), "changed by hand");
        Files.writeString(files.resolve("web-gone.nft"), "of a server before");
        Ended again = run(all);

        assertThat(first).isEqualTo(new Ended(0, "5 files in %s: 5 written, 0 unchanged\n".formatted(files), ""));
        assertThat(again.out()).isEqualTo("5 files in %s: 2 written, 3 unchanged\n".formatted(files));
        assertThat(again.err())
                .isEqualTo(("these files belong to no server in %s; remove them if nothing else needs them:"
                                + " web-gone.nft\n")
                        .formatted(file));
        assertThat(files.resolve("web-a01.nft"))
                .hasContent(forServer(BALANCERS, "--for", "web-a01").out());
        assertThat(files.resolve("web-a02.nft"))
                .hasContent(forServer(BALANCERS, "--for", "web-a02").out());
    }

    @Test
    void everyServerNeedsADirectoryAndNoOtherSource() throws IOException {
        assertThat(forServer(BALANCERS, "--all").err()).startsWith("--all and --directory DIR require each other");
        assertThat(forServer(BALANCERS, "-d", "x").err()).startsWith("--all and --directory DIR require each other");
        assertThat(forServer(BALANCERS, "--all", "-d", "x", "--for", "web-a01").err())
                .startsWith("--all covers every server of one file");
    }

    @Test
    void aFileWithAnErrorWritesNothing() throws IOException {
        Path files = directory.resolve("servers");

        Ended ended = forServer("version: 1\nvips: 1\n", "--all", "-d", files.toString());

        assertThat(ended.code()).isEqualTo(3);
        assertThat(files).doesNotExist();
    }

    private Ended forServer(String balancers, String... options) throws IOException {
        Path file = Files.writeString(directory.resolve("baro.yaml"), balancers);
        return run(Stream.concat(Stream.of("render", "-f", "nft", "--config", file.toString()), Stream.of(options))
                .toArray(String[]::new));
    }

    private static Ended run(String... words) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = Main.commandLine();
        line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        int code = line.execute(List.of(words).toArray(String[]::new));
        return new Ended(code, out.toString(), err.toString());
    }
}
