// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.dscp;

import static dev.baro.core.dscp.ConflictsTest.vip;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baro.core.dscp.Allocation.Assigned;
import dev.baro.core.dscp.Allocation.Choice;
import dev.baro.core.dscp.Allocation.Impossible;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class AllocatorTest {
    @Test
    void startsWithTheLocalUseValues() {
        assertThat(values(allocate(vip("a", 0, "s1"), vip("b", 0, "s1"), vip("c", 0, "s2"))))
                .containsExactly(11, 15, 11);
    }

    @Test
    void keepsWhatIsAssigned() {
        assertThat(values(allocate(vip("a", 10, "s1"), vip("b", 0, "s1"), vip("c", 11, "s1"))))
                .containsExactly(10, 15, 11);
    }

    @Test
    void changesTheFewestOfThoseThatQuarrel() {
        List<Choice> choices = choices(allocate(vip("a", 10, "s1", "s2"), vip("b", 10, "s1"), vip("c", 10, "s2")));

        assertThat(choices).extracting(Choice::isChange).containsExactly(true, false, false);
    }

    @Test
    void doesNotKeepAReservedValue() {
        assertThat(values(allocate(vip("a", 18, "s1")))).containsExactly(11);
    }

    @Test
    void keepsAReservedValueWhenTold() {
        assertThat(values(Allocator.allocate(List.of(vip("a", 18, "s1")), Set.of(18), false)))
                .containsExactly(18);
    }

    @Test
    void forgetsWhatIsAssignedWhenTold() {
        assertThat(values(Allocator.allocate(List.of(vip("a", 10, "s1")), Set.of(), true)))
                .containsExactly(11);
    }

    @Test
    void oneVipInTwoFilesGetsOneValue() {
        MarkedVip here = vip("a", 0, "s1");
        MarkedVip there = new MarkedVip(
                "b.conf", 3, "other", here.identity(), 19, vip("x", 0, "s2").servers());

        assertThat(values(allocate(here, there, vip("c", 19, "s1")))).satisfies(found -> {
            assertThat(found.get(0)).isEqualTo(found.get(1));
            assertThat(found.get(0)).isNotEqualTo(found.get(2));
        });
    }

    @Test
    void takesDoubtfulValuesOnlyWhenTheOthersAreGone() {
        List<Integer> found = values(allocate(many(20)));

        assertThat(found).doesNotHaveDuplicates();
        assertThat(found)
                .filteredOn(v -> CodePoint.of(v).rank() == Preference.LOCAL)
                .hasSize(14);
        assertThat(found)
                .filteredOn(v -> CodePoint.of(v).rank() == Preference.STANDARD)
                .hasSize(6);
    }

    @Test
    void givesEveryValueButTheReservedOnes() {
        assertThat(values(allocate(many(58))))
                .hasSize(58)
                .doesNotHaveDuplicates()
                .doesNotContain(8, 18, 46, 48, 56);
    }

    @Test
    void namesTheServerAndTheVipsThatAreTooMany() {
        Allocation allocation = Allocator.allocate(List.of(many(65)), Set.of(8, 18, 46, 48, 56), false);

        assertThat(allocation)
                .asInstanceOf(InstanceOfAssertFactories.type(Impossible.class))
                .extracting(Impossible::reason)
                .asString()
                .startsWith("server web-1 has 65 VIPs, but a server can distinguish only 63: v0, v1, v2")
                .endsWith("v63, v64");
    }

    @Test
    void namesTheReservedValuesThatWouldHelp() {
        assertThat(allocate(many(59)))
                .asInstanceOf(InstanceOfAssertFactories.type(Impossible.class))
                .extracting(Impossible::reason)
                .asString()
                .startsWith("server web-1 has 59 VIPs, but a server can distinguish only 58 without the reserved values"
                        + " 8, 18, 46, 48, 56: v0");
    }

    private static MarkedVip[] many(int number) {
        return IntStream.range(0, number)
                .mapToObj(i -> vip("v" + i, 0, "web-1", "own-" + i))
                .toArray(MarkedVip[]::new);
    }

    private static Allocation allocate(MarkedVip... vips) {
        return Allocator.allocate(List.of(vips), Set.of(), false);
    }

    private static List<Integer> values(Allocation allocation) {
        return choices(allocation).stream()
                .map(choice -> choice.dscp().codePoint())
                .toList();
    }

    private static List<Choice> choices(Allocation allocation) {
        assertThat(allocation).isInstanceOf(Assigned.class);
        return ((Assigned) allocation).choices();
    }
}
