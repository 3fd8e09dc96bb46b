// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.config.Config;
import dev.baro.core.frontend.ConfigReader;
import dev.baro.core.frontend.VipMarks;
import dev.baro.core.model.ServicePort;
import dev.baro.core.model.Vip;
import dev.baro.core.model.VipOptions.Standby;
import dev.baro.core.writer.YamlText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// A VIP with an address of each family.
class AddressPairTest {
    @Test
    void isTwoVipsWithOneDscp() throws IOException {
        assertThat(vips(text()))
                .extracting(vip ->
                        vip.name() + " " + vip.address() + " " + vip.dscp().codePoint())
                .containsExactly("shop 198.51.100.1 11", "shop-v6 2001:db8:1::1 11");
    }

    @Test
    void eachHasTheServersThatItReaches() throws IOException {
        List<Vip> vips = vips(text());

        assertThat(vips.getFirst().servers()).containsExactly("web-1", "web-2", "far-1");
        assertThat(vips.getLast().servers()).containsExactly("web-1-v6", "far-1");
        assertThat(vips.getFirst().ports()).extracting(ServicePort::name).containsExactly("http", "ssl");
        assertThat(vips.getLast().ports())
                .as("no IPv6 server serves ssl")
                .extracting(ServicePort::name)
                .containsExactly("http");
        assertThat(vips.getLast().options().standby().servers()).containsExactly("far-1");
    }

    @Test
    void noneStandsByWhereAllOfAFamilyWould() throws IOException {
        List<Vip> vips = vips(text().replace("[web-2, far-1], below", "[web-1-v6, far-1], below"));

        assertThat(vips.getFirst().options().standby().servers()).containsExactly("far-1");
        assertThat(vips.getLast().options().standby()).isEqualTo(Standby.NONE);
    }

    @Test
    void theFirstAddressHasTheName() throws IOException {
        String swapped = text().replace("[198.51.100.1, \"2001:db8:1::1\"]", "[\"2001:db8:1::1\", 198.51.100.1]");

        assertThat(vips(swapped)).extracting(Vip::name).containsExactly("shop", "shop-v4");
    }

    @Test
    void whatIsPrintedMeansTheSame() throws IOException {
        Config config = YamlFrontEnd.read(text()).config().orElseThrow();

        assertThat(YamlFrontEnd.read(YamlText.of(config)).config()).contains(config);
        assertThat(YamlFrontEnd.read(YamlText.effective(config)).config()).contains(config);
    }

    @Test
    void isAnnouncedAsAWhole() throws IOException {
        String quiet =
                text().replace("    dscp: 11", "    dscp: 11\n    announce: false") + "routes: {announce: true}\n";
        Config config = YamlFrontEnd.read(quiet).config().orElseThrow();

        assertThat(config.vips()).noneMatch(vip -> config.routes().announces(vip.name()));
        assertThat(YamlFrontEnd.read(YamlText.of(config)).config()).contains(config);
    }

    @Test
    void isOneVipToThePlanOfDscps() throws IOException {
        assertThat(VipMarks.read("x", text()).vips())
                .singleElement()
                .satisfies(vip -> assertThat(vip.servers()).hasSize(3));
    }

    @Test
    void aReaderThatKnowsTheTextBeforeSaysTheSame() throws IOException {
        ConfigReader reader = new ConfigReader();
        String text = text();

        for (String each :
                List.of(text, text.replace("192.0.2.2", "192.0.2.9"), text.replace("dscp: 11", "dscp: 12"))) {
            assertThat(reader.read(each)).isEqualTo(YamlFrontEnd.read(each));
        }
    }

    private static List<Vip> vips(String text) {
        return YamlFrontEnd.read(text).config().orElseThrow().vips();
    }

    private static String text() throws IOException {
        try (InputStream file = AddressPairTest.class.getResourceAsStream("good/both-families.yaml")) {
            return new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
