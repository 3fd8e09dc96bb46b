// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.cli.terminal.Paint;
import dev.baro.core.api.TraceReport.Frame;
import dev.baro.core.api.TraceReport.Packet;
import dev.baro.core.trace.PacketExplanation;
import dev.baro.core.trace.PacketExplanation.Entry;
import dev.baro.core.trace.PacketExplanation.Probe;
import dev.baro.core.trace.PacketExplanation.Slot;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ExplanationViewTest {
    private static final ExplanationView VIEW = new ExplanationView(new Paint(false));

    @Test
    void showsServiceReasonEntryBothFramesAndTheAnswer() {
        PacketExplanation explanation = new PacketExplanation(
                "store-app1",
                "http",
                "round-robin",
                Optional.of(new Slot(7, 64, "web-a01", "")),
                new Entry("", "", 0, "half-open"),
                packet("forwarded", true),
                List.of("it comes from port 40000"),
                Optional.of(new Probe("web-a01", true, "expected", "SYN+ACK from 203.0.113.100", 0.812)));

        assertThat(VIEW.lines(explanation))
                .containsExactly(
                        "store-app1 http  round-robin  eth1  forwarded",
                        "   why     because",
                        "   entry   none; behind the packet half-open",
                        "   before  as it came, 54 bytes",
                        "   after   as it left, 54 bytes",
                        "   probe   marked SYN to web-a01: SYN+ACK from 203.0.113.100, after 0.8 ms",
                        "   assumed: it comes from port 40000");
    }

    @Test
    void showsNothingOfAFrameThatDoesNotLeave() {
        PacketExplanation explanation = new PacketExplanation(
                "store-app1",
                "",
                "round-robin",
                Optional.empty(),
                Entry.NONE,
                packet("port-not-served", false),
                List.of(),
                Optional.empty());

        assertThat(VIEW.lines(explanation))
                .containsExactly(
                        "store-app1 port not served  eth1  port-not-served",
                        "   why     because",
                        "   before  as it came, 54 bytes");
    }

    @Test
    void showsTheEntryThatIsThere() {
        PacketExplanation explanation = new PacketExplanation(
                "store-app1",
                "http",
                "round-robin",
                Optional.of(new Slot(7, 64, "web-a01", "")),
                new Entry("established", "web-a02", 3, "established"),
                packet("forwarded", true),
                List.of(),
                Optional.empty());

        assertThat(VIEW.lines(explanation))
                .contains("   entry   established with web-a02, idle for 3 s; behind the packet established");
    }

    private static Packet packet(String outcome, boolean left) {
        return new Packet(
                0,
                0,
                "eth1",
                outcome,
                "because",
                left ? "web-a01" : "",
                left,
                new Frame("as it came", 54, ""),
                new Frame("as it left", 54, ""));
    }
}
