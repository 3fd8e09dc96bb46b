// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.path;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.baro.agent.host.Commands;
import dev.baro.core.api.OperatorException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// A network namespace that exists until it is closed.
///
/// @param name starts with `baro-t-agent-`
public record Netns(String name) implements AutoCloseable {
    private static final Commands HOST = new Commands(List.of());

    /// Skips the test where namespaces cannot be made.
    public static Netns create(String suffix) {
        assumeTrue("root".equals(System.getProperty("user.name")), "needs root for network namespaces");
        assumeTrue(Files.exists(Path.of("/usr/sbin/nft")), "needs nft (package nftables)");
        Netns created = new Netns("baro-t-agent-" + suffix);
        if (Files.exists(Path.of("/run/netns", created.name))) {
            created.close();
        }
        HOST.run("ip", "netns", "add", created.name);
        // Without this, link-local addresses are of no use for a second after a link comes up (RFC 4862).
        created.exec("sysctl", "-q", "-w", "net.ipv6.conf.default.accept_dad=0", "net.ipv6.conf.all.accept_dad=0");
        created.exec("ip", "link", "set", "lo", "up");
        return created;
    }

    /// A cable between two namespaces. Both ends compute whole checksums, as a wire needs them.
    public void connect(String device, Netns other, String otherDevice) {
        HOST.run(
                "ip",
                "link",
                "add",
                device,
                "netns",
                name,
                "type",
                "veth",
                "peer",
                "name",
                otherDevice,
                "netns",
                other.name);
        ready(device);
        other.ready(otherDevice);
    }

    private void ready(String device) {
        exec("ethtool", "-K", device, "tx", "off");
        exec("ip", "link", "set", device, "up");
    }

    public void address(String prefix, String device) {
        if (prefix.indexOf(':') >= 0) {
            exec("ip", "address", "add", prefix, "dev", device, "nodad");
        } else {
            exec("ip", "address", "add", prefix, "dev", device);
        }
    }

    void route(String destination, String gateway) {
        exec("ip", "route", "add", destination, "via", gateway);
    }

    public String exec(String... command) {
        return commands().run(command);
    }

    void nft(String rules) {
        commands().run(List.of("nft", "-f", "-"), rules);
    }

    /// Whether the command ends with 0.
    boolean succeeds(String... command) {
        try {
            exec(command);
            return true;
        } catch (OperatorException e) {
            return false;
        }
    }

    public Commands commands() {
        return new Commands(List.of("ip", "netns", "exec", name));
    }

    Process start(List<String> command) throws IOException {
        return new ProcessBuilder(Stream.concat(commands().prefix().stream(), command.stream())
                        .toList())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /// Takes away what an agent pinned for this namespace, too: a later one may get its number.
    @Override
    public void close() {
        try {
            Path namespace = Path.of("/run/netns", name);
            delete(Path.of("/sys/fs/bpf/baro/agent-" + Files.getAttribute(namespace, "unix:ino")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            HOST.run("ip", "netns", "delete", name);
        }
    }

    private static void delete(Path pins) throws IOException {
        if (!Files.isDirectory(pins)) {
            return;
        }
        try (Stream<Path> files = Files.list(pins)) {
            for (Path pin : files.toList()) {
                Files.delete(pin);
            }
        }
        Files.delete(pins);
    }
}
