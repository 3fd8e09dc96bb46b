// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.trace;

import dev.baro.cli.terminal.Paint;
import dev.baro.cli.terminal.Paint.Tone;
import dev.baro.core.api.TraceReport.Packet;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Shows one packet of a trace, in a few lines.
record PacketView(Paint paint) {
    List<String> lines(Packet packet) {
        List<String> lines = new ArrayList<>();
        String at = String.format(Locale.ROOT, "%.6f", packet.seconds());
        lines.add(packet.number() + "  " + at + " s  " + packet.interfaceName() + "  " + outcome(packet));
        lines.add("   why     " + packet.reason());
        lines.addAll(frames(packet));
        return lines;
    }

    String outcome(Packet packet) {
        return paint.paint(packet.left() ? Tone.PLAIN : Tone.BAD, packet.outcome());
    }

    /// Shows the packet as it arrived and, if it was sent on, as it left.
    static List<String> frames(Packet packet) {
        List<String> lines = new ArrayList<>();
        lines.add(
                "   before  " + packet.before().text() + ", " + packet.before().bytes() + " bytes");
        if (packet.left()) {
            lines.add("   after   " + packet.after().text() + ", "
                    + packet.after().bytes() + " bytes");
        }
        return lines;
    }
}
