// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.trace;

import dev.baro.cli.terminal.Paint;
import dev.baro.cli.terminal.Paint.Tone;
import dev.baro.core.trace.PacketExplanation;
import dev.baro.core.trace.PacketExplanation.Entry;
import dev.baro.core.trace.PacketExplanation.Probe;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Shows in a few lines what would happen to a packet, and why.
record ExplanationView(Paint paint) {
    List<String> lines(PacketExplanation explanation) {
        List<String> lines = new ArrayList<>();
        PacketView view = new PacketView(paint);
        lines.add(service(explanation) + "  " + explanation.packet().interfaceName() + "  "
                + view.outcome(explanation.packet()));
        lines.add("   why     " + explanation.packet().reason());
        if (explanation.slot().isPresent()) {
            lines.add("   entry   " + entry(explanation.entry()));
        }
        lines.addAll(PacketView.frames(explanation.packet()));
        explanation.probe().map(this::probe).ifPresent(lines::add);
        explanation.assumed().forEach(sentence -> lines.add("   assumed: " + sentence));
        return lines;
    }

    private static String service(PacketExplanation explanation) {
        if (explanation.vip().isEmpty()) {
            return "no VIP";
        }
        return explanation.vip() + " "
                + (explanation.port().isEmpty()
                        ? "port not served"
                        : explanation.port() + "  " + explanation.scheduler());
    }

    private static String entry(Entry entry) {
        String before = entry.before().isEmpty()
                ? "none"
                : entry.before() + " with " + entry.server() + ", idle for " + entry.idleSeconds() + " s";
        return before + "; behind the packet " + (entry.behind().isEmpty() ? "none" : entry.behind());
    }

    private String probe(Probe probe) {
        String answer = paint.paint(probe.answered() ? Tone.GOOD : Tone.BAD, probe.detail());
        return String.format(
                Locale.ROOT,
                "   probe   marked SYN to %s: %s, after %.1f ms",
                probe.server(),
                answer,
                probe.milliseconds());
    }
}
