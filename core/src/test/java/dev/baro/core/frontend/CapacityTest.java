// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.frontend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.config.Problem;
import dev.baro.core.config.Reading;
import dev.baro.core.model.Capacity;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What fits into the kernel half passes, in either language, and what does not is refused before it gets there.
class CapacityTest {
    private static final String WHAT_TO_DO =
            "spread them over several clusters, or check the program that wrote the file";

    @Test
    void asManyVirtualServicesAsFit() {
        assertThat(ConfigText.read(services(Capacity.MAX_SERVICES))).isInstanceOf(Reading.Accepted.class);
    }

    @Test
    void oneVirtualServiceMore() {
        assertThat(ConfigText.read(services(Capacity.MAX_SERVICES + 1)).problems())
                .containsExactly(
                        Problem.error(132, 1, "more than 8192 virtual services", "the file has 8193; " + WHAT_TO_DO));
    }

    @Test
    void asManyMembersAsFit() {
        assertThat(ConfigText.read(members(Capacity.MAX_MEMBERS))).isInstanceOf(Reading.Accepted.class);
    }

    @Test
    void oneMemberMore() {
        assertThat(ConfigText.read(members(Capacity.MAX_MEMBERS + 1)).problems())
                .containsExactly(Problem.error(
                        Capacity.MAX_MEMBERS + 5,
                        1,
                        "more than 32767 members, which are real servers counted in each virtual service",
                        "the file has 32768; " + WHAT_TO_DO));
    }

    @Test
    void moreMembersInAServerIronText() {
        int reals = Capacity.MAX_MEMBERS / 64 + 1;
        String text = lines(reals, i -> "server real s%d %s\n port 80\n!".formatted(i, address(i)))
                + lines(
                        64,
                        v -> "server virtual v%d 203.0.113.%d\n tos-marking 10\n port 80\n".formatted(v, v + 1)
                                + lines(reals, i -> " bind 80 s%d 80".formatted(i))
                                + "!");

        assertThat(ConfigText.read(text).problems())
                .extracting(Problem::what)
                .contains("more than 32767 members, which are real servers counted in each virtual service");
    }

    /// In VIPs of 64 and a real server each.
    private static String services(int count) {
        int vips = (count + 63) / 64;
        return "version: 1\nservers:\n"
                + lines(vips, v -> "  s%d: {address: %s}".formatted(v, address(v)))
                + "vips:\n"
                + lines(
                        vips,
                        v -> "  v%d: {address: 10.1.0.%d, dscp: 10, servers: [s%d], ports: {%s}}"
                                .formatted(
                                        v,
                                        1 + v,
                                        v,
                                        IntStream.range(0, Math.min(64, count - 64 * v))
                                                .mapToObj(port -> "p%d: {port: %d}".formatted(port, 1 + port))
                                                .collect(Collectors.joining(", "))));
    }

    /// Of one virtual service.
    private static String members(int count) {
        return "version: 1\nservers:\n"
                + lines(count, i -> "  s%d: {address: %s}".formatted(i, address(i)))
                + "\nvips:\n  v: {address: 203.0.113.1, dscp: 10, ports: {http: {port: 80}}, servers: ["
                + IntStream.range(0, count).mapToObj(i -> "s" + i).collect(Collectors.joining(", ")) + "]}\n";
    }

    private static String address(int i) {
        return "10.%d.%d.%d".formatted(64 + (i >> 14), i >> 7 & 127, 1 + (i & 127));
    }

    private static String lines(int count, java.util.function.IntFunction<String> line) {
        return IntStream.range(0, count).mapToObj(line).collect(Collectors.joining("\n", "", "\n"));
    }
}
