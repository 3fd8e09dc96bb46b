// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.agent.render.RenderFormat;
import dev.baro.core.config.Problem;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DsrTextTest {
    @Test
    void readsTheFormsOfDsrConf() {
        assertThat(DsrText.parse("""
                # VIP=DSCP
                98.139.235.245=28    # decimal
                98.139.235.246 = 034
                \t201F::0080:1d0:f8=0x1C

                98.139.235.247       # a VIP of the segment
                """))
                .isEqualTo(new DsrText(
                        List.of(
                                ServedVip.parse("98.139.235.245=28"),
                                ServedVip.parse("98.139.235.246=28"),
                                ServedVip.parse("201f::80:1d0:f8=28"),
                                ServedVip.parse("98.139.235.247=mac")),
                        List.of()));
    }

    @Test
    void tellsEveryLineThatItCanNotTake() {
        assertThat(DsrText.parse("""
                vip.example.com=28
                98.139.235.245=64
                98.139.235.245=0
                98.139.235.245=28 29
                127.0.0.1=28
                """).problems())
                .containsExactly(
                        Problem.error(
                                1, 1, "'vip.example.com' is not an address", "write an address instead of a host name"),
                        Problem.error(2, 1, "'64' is not a valid DSCP", "1 to 63, such as 28, 034 or 0x1c"),
                        Problem.error(3, 1, "'0' is not a valid DSCP", "1 to 63, such as 28, 034 or 0x1c"),
                        Problem.error(
                                4,
                                1,
                                "'98.139.235.245=28 29' is not a line of dsrtools",
                                "write VIP=DSCP, or only a VIP"),
                        Problem.error(5, 1, "127.0.0.1 cannot be a VIP", "use an address that clients can reach"));
    }

    @Test
    void readsBackWhatRenderWrites() {
        AgentConfig config = new AgentConfig(
                List.of(ServedVip.parse("211.115.115.100=10"), ServedVip.parse("211.115.115.102=mac")),
                List.of(),
                List.of(),
                List.of());

        assertThat(DsrText.parse(RenderFormat.DSR_D.text(config))).isEqualTo(new DsrText(config.vips(), List.of()));
    }

    @Test
    void neverThrows() {
        Random random = new Random(6);
        String alphabet = "0123456789abcdefx.:=# \t\nx";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(30); n > 0; n--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            assertThat(DsrText.parse(text.toString())).isNotNull();
        }
    }
}
