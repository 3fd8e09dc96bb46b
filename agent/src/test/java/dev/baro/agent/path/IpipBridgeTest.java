// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.path;

import static dev.baro.agent.path.IpipPath.VIP;
import static dev.baro.agent.path.IpipPath.VIP6;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Method ipip where no driver can run the program: on a bridge, which the kernel does itself (generic mode).
@Tag("end-to-end")
class IpipBridgeTest {
    @TempDir
    private Path directory;

    @Test
    void genericModeDoesTheSameAndSaysSo() throws Exception {
        try (IpipPath path = new IpipPath(directory, "br0")) {
            assertThat(path.agent.succeed("apply", "--vip", VIP + "=ipip", "--vip", VIP6 + "=ipip"))
                    .endsWith("""
                            br0: the driver cannot run XDP programs, so the kernel runs it (generic mode, slower)
                            tunnel headers are removed on br0
                            """);
            try (Peer client = new Peer(path.client);
                    Peer server = new Peer(path.server)) {
                for (String vip : List.of(VIP, VIP6)) {
                    assertThat(server.ask("serve", vip, 80)).isEqualTo("serving");
                    for (int outer : List.of(4, 6)) {
                        path.tunnelBy(outer);
                        assertThat(client.ask("tcp", vip, 80, 200_000)).isEqualTo("got 200000");
                        assertThat(client.ask("udp", vip, 80, 4000, 0)).isEqualTo("got 4000");
                    }
                }
            }
            assertThat(path.agent.succeed("status")).endsWith("\ntunnel headers are removed on br0 (generic)\n");
        }
    }
}
