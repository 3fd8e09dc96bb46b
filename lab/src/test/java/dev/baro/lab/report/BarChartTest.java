// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.lab.bench.Spread;
import java.io.StringReader;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class BarChartTest {
    private static final BarChart CHART = new BarChart(
            "A < B & C",
            List.of("one", "two"),
            List.of(
                    new BarChart.Group("first", List.of(new Spread(1, 1, 1, 1, 1), new Spread(2, 1, 1.5, 2.5, 3))),
                    new BarChart.Group("second", List.of(new Spread(1200, 1, 1000, 1300, 1400)))),
            " ns",
            1);

    @Test
    void isWellFormedWithOneBarForEachFigureAndSeries() throws Exception {
        Document svg = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(CHART.svg())));

        assertThat(svg.getDocumentElement().getNodeName()).isEqualTo("svg");
        assertThat(svg.getElementsByTagName("rect").getLength()).isEqualTo(3 + 2);
    }

    @Test
    void saysMedians() {
        assertThat(CHART.svg()).contains(">2.00 ns<", ">1,200 ns<", ">A &lt; B &amp; C<");
    }
}
