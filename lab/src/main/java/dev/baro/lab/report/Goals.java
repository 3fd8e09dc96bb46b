// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.report;

import dev.baro.lab.bench.ConnectionsResults;
import dev.baro.lab.bench.ControlResults;
import dev.baro.lab.bench.LivePeer;
import dev.baro.lab.bench.LiveResults;
import dev.baro.lab.bench.PacketResults;
import dev.baro.lab.bench.PacketScenarios;
import dev.baro.lab.bench.PauseResults;
import dev.baro.lab.bench.Scheduling;
import dev.baro.lab.bench.StoredResults;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Baro's performance goals, with the measured medians.
final class Goals {
    private static final String MAGLEV = Scheduling.MAGLEV.program();
    private static final String ROUND_ROBIN = Scheduling.ROUND_ROBIN.program();
    private static final String SPREAD = Scheduling.ROUND_ROBIN_SPREAD.program();
    private static final String ESTABLISHED = "established TCP";
    private static final String TIMES_REFERENCE = " × reference";
    private static final int THOUSAND = PacketScenarios.THOUSAND;
    private static final int SIXTY_FIVE_THOUSAND = PacketScenarios.SIXTY_FIVE_THOUSAND;
    private static final int MILLION = PacketScenarios.MILLION;

    /// A row of the packet results.
    private record Load(String name, int flows) {}

    private final List<Goal> goals = new ArrayList<>();

    private Goals() {}

    /// The goals of the measured parts.
    static List<Goal> of(StoredResults results) {
        Goals all = new Goals();
        results.packets().ifPresent(measured -> all.packets(measured.results()));
        results.live().ifPresent(measured -> all.live(measured.results()));
        results.pauses().ifPresent(measured -> all.pauses(measured.results()));
        results.connections().ifPresent(measured -> all.connections(measured.results()));
        results.control().ifPresent(measured -> measured.results().applies().forEach(all::applies));
        return all.goals;
    }

    private void packets(PacketResults results) {
        ratio(results, ESTABLISHED, THOUSAND, MAGLEV, 0.45);
        ratio(results, ESTABLISHED, MILLION, MAGLEV, 0.12);
        ratio(results, ESTABLISHED, THOUSAND, ROUND_ROBIN, 0.55);
        ratio(results, ESTABLISHED, SIXTY_FIVE_THOUSAND, ROUND_ROBIN, 0.35);
        ratio(results, ESTABLISHED, MILLION, ROUND_ROBIN, 0.35);
        ratio(results, ESTABLISHED, SIXTY_FIVE_THOUSAND, SPREAD, 0.15);
        ratio(results, ESTABLISHED, MILLION, SPREAD, 0.12);
        times(results, new Load(ESTABLISHED, MILLION), new Load(ESTABLISHED, THOUSAND), SPREAD, 1.3);
        ratio(results, "new TCP flow each packet", 0, MAGLEV, 0.10);
        ratio(results, "new TCP flow each packet", 0, ROUND_ROBIN, 0.60);
        Load tenMillion = new Load(ESTABLISHED, PacketScenarios.TEN_MILLION);
        times(results, tenMillion, new Load(ESTABLISHED, MILLION), MAGLEV, 1.3);
        for (String scheduler : List.of(MAGLEV, ROUND_ROBIN)) {
            for (int flows : List.of(THOUSAND, MILLION)) {
                Load plain = new Load(ESTABLISHED, flows);
                times(results, new Load("established TCP, 64 VIPs", flows), plain, scheduler, 2);
                times(results, new Load("established TCP, IPv6", flows), plain, scheduler, 1.3);
            }
        }
        for (String name : List.of("not a VIP", "not a VIP, IPv6")) {
            results.row(name, THOUSAND)
                    .ifPresent(
                            row -> goals.add(Goal.atMost(name, row.netNs("baro").median(), 12, " ns")));
        }
    }

    private void ratio(PacketResults results, String name, int flows, String program, double limit) {
        results.row(name, flows)
                .ifPresent(row -> goals.add(Goal.atMost(
                        what(name, flows, program),
                        Objects.requireNonNull(row.ratios().get(program)).median(),
                        limit,
                        TIMES_REFERENCE)));
    }

    private void times(PacketResults results, Load load, Load other, String program, double limit) {
        results.row(load.name, load.flows)
                .ifPresent(row -> results.row(other.name, other.flows)
                        .ifPresent(base -> goals.add(Goal.atMost(
                                what(load.name, load.flows, program),
                                row.netNs(program).median()
                                        / base.netNs(program).median(),
                                limit,
                                " × " + other.name + ", " + Numbers.flows(other.flows)))));
    }

    private void live(LiveResults results) {
        LiveResults.Row maglev = results.row(LivePeer.MAGLEV, THOUSAND);
        live(maglev, LivePeer.BARE, 0.85);
        live(maglev, "nft L3DSR", 6);
        live(maglev, "nft DNAT + conntrack", 5);
    }

    private void live(LiveResults.Row row, String other, double limit) {
        double times = Objects.requireNonNull(row.times().get(other)).median();
        goals.add(Goal.atLeast("live frames, " + what("", row.flows(), row.peer()), times, limit, " × " + other));
    }

    private void pauses(PauseResults results) {
        String sweep = "sweep of " + Numbers.flows(results.sessions()) + " sessions";
        goals.add(Goal.atMost(
                "longest pause of live frames, more with the " + sweep,
                results.more().median(),
                50,
                " µs"));
        goals.add(Goal.atMost(
                "longest piece of the " + sweep + ", without its longest interval of 16 buckets",
                results.work().median(),
                20,
                " µs"));
    }

    private void connections(ConnectionsResults results) {
        results.rows().stream()
                .filter(row -> row.way().startsWith("Baro"))
                .forEach(row -> goals.add(Goal.atMost(
                        "bytes of a download that the balancer carries",
                        100 * row.carried().median(),
                        0.1,
                        " %")));
    }

    private void applies(ControlResults.Applies applies) {
        String what = Numbers.flows(applies.services()) + " virtual services × 10, " + applies.scheduler();
        goals.add(Goal.atLeast(what + ": how many fit", applies.services(), 1000, ""));
        goals.add(Goal.atMost(what + ", from cold", applies.cold().sum().median(), 1000, " ms"));
        goals.add(Goal.atMost(what + ", one change", applies.change().sum().median(), 40, " ms"));
        goals.add(Goal.atMost(what + ", packets lost meanwhile", (double) applies.lost(), 0, ""));
    }

    private static String what(String name, int flows, String program) {
        String count = flows == 0 ? "" : ", " + Numbers.flows(flows) + " flows";
        return (name + count + ", " + program.replace("baro ", "")).replaceFirst("^, ", "");
    }
}
