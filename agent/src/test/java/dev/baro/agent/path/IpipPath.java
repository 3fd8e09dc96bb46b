// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.path;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// A client, a router that puts what is for the VIPs into tunnel packets (`encap.bpf.c`), and a real server.
final class IpipPath implements ServedPath {
    static final String VIP = "203.0.113.10";
    static final String VIP6 = "2001:db8:ffff::10";

    final Netns client;
    final Netns balancer;
    final Netns server;
    final AgentProcess agent;
    private final ServedRow row;
    private final Path directory;

    /// @param device of the server that has its addresses: `eth0`, or `br0` for a bridge that eth0 is a port of
    IpipPath(Path directory, String device) {
        this.directory = directory;
        row = ServedRow.create("ipip", device);
        client = row.client();
        balancer = row.balancer();
        server = row.server();
        agent = new AgentProcess(server, directory);
        mtu("1600");
        // Tunnel packets need more room than the rest of the way has.
        server.exec("ip", "route", "add", "default", "via", "192.0.2.1", "mtu", "1500");
        server.exec("ip", "route", "add", "::/0", "via", "2001:db8:2::1", "mtu", "1500");
    }

    /// Of the way from the balancer to the server.
    void mtu(String bytes) {
        balancer.exec("ip", "link", "set", "server", "mtu", bytes);
        server.exec("ip", "link", "set", "eth0", "mtu", bytes);
    }

    /// @param outer 4 or 6: the family of the tunnel headers from here on
    void tunnelBy(int outer) throws IOException, InterruptedException {
        Path object = directory.resolve("encap" + outer + ".bpf.o");
        Process clang = new ProcessBuilder(List.of(
                        "clang",
                        "-O2",
                        "-g",
                        "-target",
                        "bpf",
                        "-DOUTER=" + outer,
                        "-I/usr/include/" + System.getProperty("os.arch").replace("amd64", "x86_64") + "-linux-gnu",
                        "-c",
                        "src/test/bpf/encap.bpf.c",
                        "-o",
                        object.toString()))
                .inheritIO()
                .start();
        if (clang.waitFor() != 0) {
            throw new IOException("clang failed");
        }
        balancer.exec("ip", "-force", "link", "set", "dev", "client", "xdp", "obj", object.toString(), "sec", "xdp");
    }

    @Override
    public ServedRow row() {
        return row;
    }

    @Override
    public void close() {
        try {
            agent.run("undo");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            row.close();
        }
    }
}
