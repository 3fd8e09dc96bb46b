// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.balancer.probe.ProbeNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What the real program tells the service manager that started it.
@Tag("faults")
@Timeout(120)
class NotifyTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    /// The daemon speaks four times in it.
    private static final Duration WATCHDOG = Duration.ofSeconds(2);
    private static final String CONFIG = """
            version: 1
            balancers:
              lb-a1: {address: 10.10.0.11, interfaces: [eth0]}
            servers:
              far: {address: 10.10.10.1}
            vips:
              app: {address: 211.115.115.100, dscp: 10, servers: [far], ports: {http: {port: 80}}}
            """;

    private Path config;
    private ProbeNetwork network;
    private NotifySocket manager;
    private DaemonProcess daemon;

    @BeforeEach
    void start(@TempDir Path directory) throws IOException {
        network = ProbeNetwork.create("notify");
        network.exec(network.lb(), "sysctl", "-qw", "net.ipv4.ip_forward=1");
        Path socket = directory.resolve("notify");
        manager = new NotifySocket(socket);
        config = Files.writeString(directory.resolve("baro.yaml"), CONFIG);
        daemon = DaemonProcess.start(
                network.lb(),
                directory,
                "notify",
                Map.of(
                        "NOTIFY_SOCKET", socket.toString(),
                        "WATCHDOG_USEC", Long.toString(WATCHDOG.toNanos() / 1000)));
    }

    @AfterEach
    void stop() throws IOException {
        daemon.close();
        manager.close();
        network.close();
    }

    @Test
    void readyReloadingAndStopping() throws IOException {
        assertThat(manager.until("READY=1", SOON)).containsExactly("READY=1\nSTATUS=1 virtual service, revision 1");

        Files.writeString(config, CONFIG.replace("{port: 80}", "{port: 80}, ssl: {port: 443}"));
        daemon.signal("HUP");
        assertThat(manager.until("RELOADING=1", SOON).getLast()).matches("RELOADING=1\nMONOTONIC_USEC=\\d+");
        assertThat(manager.until("READY=1", SOON).getLast())
                .isEqualTo("READY=1\nSTATUS=2 virtual services, revision 2");

        Files.writeString(config, "version: 2\n");
        daemon.signal("HUP");
        assertThat(manager.until("READY=1", SOON).getLast())
                .isEqualTo("READY=1\nSTATUS=2 virtual services, revision 2; the newest file is not in force, see: baro"
                        + " status");

        daemon.stop();
        assertThat(manager.until("STOPPING=1", SOON).getLast())
                .isEqualTo("STOPPING=1\nSTATUS=forwarding stays in place");
    }

    @Test
    void aSignOfLifeWhileItWorksAndNoneWhileItStandsStill() throws IOException {
        manager.until("WATCHDOG=1", SOON);
        manager.until("WATCHDOG=1", WATCHDOG);

        daemon.signal("STOP");
        while (manager.next(Duration.ofMillis(100)).isPresent()) {
            // Sent before it stopped.
        }
        assertThat(manager.next(WATCHDOG)).isEmpty();

        daemon.signal("CONT");
        manager.until("WATCHDOG=1", SOON);
    }
}
