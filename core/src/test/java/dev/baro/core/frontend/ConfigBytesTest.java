// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.frontend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.config.Config;
import dev.baro.core.config.Problem;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigBytesTest {
    private static final String SERVERIRON = """
            ! 카카오 웹서버
            server real web1 192.0.2.1  ! 첫째
            port http
            server virtual store 198.51.100.1
            tos-marking 11 hc-l3-dsr
            port http
            bind http web1 http
            """;

    @Test
    void readsUtf8() {
        assertThat(ConfigBytes.decode("# café\n".getBytes(StandardCharsets.UTF_8))
                        .text())
                .isEqualTo("# café\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x-windows-949", "EUC-KR", "UTF-8"})
    void aServerIronTextMayHaveTheEncodingOfItsEditor(String encoding) {
        ConfigBytes decoded = ConfigBytes.decode(SERVERIRON.getBytes(Charset.forName(encoding)));

        assertThat(decoded.problem()).isEmpty();
        assertThat(ConfigText.read(decoded.text()).config().map(Config::vips))
                .isEqualTo(ConfigText.read(SERVERIRON).config().map(Config::vips))
                .isPresent();
    }

    @Test
    void saysWhichByteOfAYamlFileIsNotUtf8() {
        byte[] bytes = "version: 1\n# ü café\n".getBytes(StandardCharsets.UTF_8);
        bytes[bytes.length - 3] = (byte) 0xe9;

        assertThat(ConfigBytes.decode(bytes).problem())
                .contains(Problem.error(2, 8, "byte 0xe9 is not UTF-8", "save the file as UTF-8"));
    }

    @Test
    void saysWhereACharacterIsCutOff() {
        byte[] bytes = {'a', ':', ' ', (byte) 0xe2, (byte) 0x82};

        assertThat(ConfigBytes.decode(bytes).problem())
                .contains(Problem.error(1, 4, "byte 0xe2 is not UTF-8", "save the file as UTF-8"));
    }

    @Test
    void knowsUtf16() {
        byte[] bytes = "\ufeffversion: 1\n".getBytes(StandardCharsets.UTF_16LE);

        assertThat(ConfigBytes.decode(bytes).problem())
                .contains(Problem.error(1, 1, "the file is UTF-16", "save the file as UTF-8"));
    }
}
