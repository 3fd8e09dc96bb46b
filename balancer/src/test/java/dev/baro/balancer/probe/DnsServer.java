// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.probe;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A real DNS server (Unbound) behind the VIPs of a real server: `www.good.example` has an address and a long text,
/// `refused.example` is refused, and the zone `broken.example` is lost, so that it fails.
final class DnsServer implements AutoCloseable {
    private final Process process;

    private DnsServer(Process process) {
        this.process = process;
    }

    /// Waits until it answers.
    static DnsServer start(String namespace, Path directory) throws IOException, InterruptedException {
        assumeTrue(Files.exists(Path.of("/usr/sbin/unbound")), "needs unbound (package unbound)");
        Path config = directory.resolve("unbound.conf");
        Files.writeString(config, config());
        Process process = new ProcessBuilder(
                        List.of("nsenter", "--net=/run/netns/" + namespace, "unbound", "-d", "-c", config.toString()))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("unbound.log").toFile())
                .start();
        for (int i = 0; i < 200 && process.isAlive(); i++) {
            if (InNetwork.call(namespace, DnsServer::answers)) {
                return new DnsServer(process);
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        process.destroy();
        throw new IOException("unbound does not start: " + Files.readString(directory.resolve("unbound.log")));
    }

    private static String config() {
        return """
            server:
              interface: %s
              interface: %s
              access-control: 0.0.0.0/0 allow
              access-control: ::/0 allow
              do-daemonize: no
              username: ""
              chroot: ""
              pidfile: ""
              directory: ""
              use-syslog: no
              module-config: "iterator"
              local-zone: "good.example." static
              local-data: "www.good.example. 60 IN A 192.0.2.1"
              local-data: "www.good.example. 60 IN AAAA 2001:db8::1"
            %s  local-zone: "refused.example." refuse
            auth-zone:
              name: "broken.example."
              master: 127.0.0.1@1
              for-downstream: yes
              for-upstream: no
              fallback-enabled: no
            remote-control:
              control-enable: no
            """.formatted(ProbeNetwork.VIP, ProbeNetwork.VIP_V6, text('x') + text('y') + text('z'));
    }

    private static String text(char letter) {
        return "  local-data: 'www.good.example. 60 IN TXT \""
                + String.valueOf(letter).repeat(200) + "\"'\n";
    }

    private static boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(ProbeNetwork.VIP.inet(), 53), 500);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
