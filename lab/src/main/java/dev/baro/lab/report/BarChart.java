// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.report;

import dev.baro.lab.bench.Spread;
import java.util.List;
import java.util.Locale;

/// Horizontal bars in groups, each with its quartiles, as a self-contained SVG picture. It uses the light or
/// dark colours of the page that contains it.
///
/// @param series the names of the bars in a group
/// @param unit   the unit printed after the numbers
/// @param mark   the value at which a line is drawn; 0 for none
record BarChart(String title, List<String> series, List<Group> groups, String unit, double mark) {
    BarChart {
        series = List.copyOf(series);
        groups = List.copyOf(groups);
    }

    /// @param bars the bars in the order of the series; bars may be missing only at the end
    record Group(String label, List<Spread> bars) {
        Group {
            bars = List.copyOf(bars);
        }
    }

    private static final List<String> COLOURS = List.of("#2f6fb0", "#d98324", "#5a9a57", "#8a6fb5", "#9a9a9a");
    private static final int WIDTH = 860;
    private static final int LEFT = 240;
    private static final int RIGHT = 90;
    private static final int TOP = 64;
    private static final int BAR = 13;
    private static final int GAP = 12;

    String svg() {
        StringBuilder svg = new StringBuilder();
        int height = TOP
                + GAP
                + groups.stream()
                        .mapToInt(group -> group.bars().size() * BAR + GAP)
                        .sum();
        svg.append("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">%n"
                .formatted(WIDTH, height, escaped(title)));
        svg.append("<style>text{font:12px system-ui,sans-serif;fill:#333}.t{font-size:15px;font-weight:600}"
                + ".l{stroke:#333}@media(prefers-color-scheme:dark){text{fill:#ddd}.l{stroke:#ddd}}</style>\n");
        svg.append("<text class=\"t\" x=\"8\" y=\"20\">%s</text>%n".formatted(escaped(title)));
        legend(svg);
        if (mark > 0) {
            int x = x(mark);
            svg.append("<line class=\"l\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke-dasharray=\"3 3\"/>%n"
                    .formatted(x, TOP - 6, x, height - 4));
        }
        int y = TOP + GAP / 2;
        for (Group group : groups) {
            group(svg, group, y);
            y += group.bars().size() * BAR + GAP;
        }
        return svg.append("</svg>\n").toString();
    }

    private void legend(StringBuilder svg) {
        int x = LEFT;
        for (int i = 0; i < series.size(); i++) {
            svg.append("<rect x=\"%d\" y=\"34\" width=\"11\" height=\"11\" fill=\"%s\"/>".formatted(x, COLOURS.get(i)));
            svg.append("<text x=\"%d\" y=\"44\">%s</text>%n".formatted(x + 16, escaped(series.get(i))));
            x += 36 + 7 * series.get(i).length();
        }
    }

    private void group(StringBuilder svg, Group group, int top) {
        int middle = top + group.bars().size() * BAR / 2 + 4;
        svg.append("<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>%n"
                .formatted(LEFT - 8, middle, escaped(group.label())));
        for (int i = 0; i < group.bars().size(); i++) {
            bar(svg, group.bars().get(i), top + i * BAR, COLOURS.get(i));
        }
    }

    private void bar(StringBuilder svg, Spread spread, int y, String colour) {
        int end = x(spread.median());
        int middle = y + BAR / 2;
        svg.append("<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\"/>"
                .formatted(LEFT, y + 1, Math.max(1, end - LEFT), BAR - 2, colour));
        svg.append("<line class=\"l\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>"
                .formatted(x(spread.low()), middle, x(spread.high()), middle));
        svg.append("<text x=\"%d\" y=\"%d\">%s</text>%n"
                .formatted(Math.max(end, x(spread.high())) + 5, y + BAR - 2, number(spread.median()) + unit));
    }

    private int x(double value) {
        double most = groups.stream()
                .flatMap(group -> group.bars().stream())
                .mapToDouble(Spread::high)
                .max()
                .orElse(1);
        return LEFT + (int) Math.round(Math.max(0, value) / Math.max(most, mark) * (WIDTH - LEFT - RIGHT));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : "%,.0f", value);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }
}
