// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.api.TraceReport.Frame;
import dev.baro.core.api.TraceReport.Packet;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What another program reads out of the file.
class PcapFileTest {
    private static final String FRAME =
            "02000000000102000000000208004500001c1234000040110000cb007107DESTINATION9c40003500080000";

    @TempDir
    private Path directory;

    @Test
    void tcpdumpReadsBothSides() throws Exception {
        Path file = directory.resolve("trace.pcapng");

        try (PcapFile pcap = PcapFile.create(file)) {
            pcap.add(packet(true));
            pcap.add(packet(false));
        }

        assertThat(tcpdump(file)).contains("203.0.113.7.40000 > 192.0.2.10.53:", "203.0.113.7.40000 > 10.1.0.21.53:");
        assertThat(tcpdump(file).lines()).hasSize(3);
    }

    private static Packet packet(boolean left) {
        return new Packet(1, 0.25, "eth1", "forwarded", "", "web-1", left, frame("c000020a"), frame("0a010015"));
    }

    private static Frame frame(String destination) {
        byte[] bytes = HexFormat.of().parseHex(FRAME.replace("DESTINATION", destination));
        return new Frame("", bytes.length, Base64.getEncoder().encodeToString(bytes));
    }

    private static String tcpdump(Path file) throws IOException {
        Process process = new ProcessBuilder("tcpdump", "-nr", file.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
