// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.bench;

import dev.baro.core.model.IpAddress;
import java.util.ArrayList;
import java.util.List;

/// The measured packets, grouped by table size, because a table much larger than its flows
/// causes needless cache misses.
public final class PacketScenarios {
    public static final int THOUSAND = 1_024;
    public static final int SIXTY_FIVE_THOUSAND = 65_536;
    public static final int MILLION = 1 << 20;
    public static final int TEN_MILLION = 10_000_000;

    /// @param tx          whether the packet is forwarded; otherwise it is passed to the kernel
    /// @param comparable  whether the reference program handles such packets, too
    /// @param established whether each flow begins with a SYN, or a first fragment, before it is measured
    record Scenario(String name, Traffic traffic, boolean tx, boolean comparable, boolean established) {}

    /// @param tableFlows the number of flows for which the tables are sized
    record Group(int tableFlows, List<Scenario> scenarios) {
        Group {
            scenarios = List.copyOf(scenarios);
        }

        /// @param part a substring of the scenario's name
        List<Scenario> named(String part) {
            return scenarios.stream()
                    .filter(scenario -> scenario.name().contains(part))
                    .toList();
        }
    }

    private static final IpAddress V4 = BenchPlan.VIP4;
    private static final IpAddress V6 = BenchPlan.VIP6;

    private final List<Scenario> scenarios = new ArrayList<>();

    private PacketScenarios() {}

    /// @param quick whether to skip scenarios with a long setup
    static List<Group> groups(boolean quick) {
        Group small = new Group(SIXTY_FIVE_THOUSAND, established(V4, SIXTY_FIVE_THOUSAND).scenarios);
        Group middle = new Group(MILLION, middle());
        return quick
                ? List.of(small, middle)
                : List.of(small, middle, new Group(TEN_MILLION, established(V4, TEN_MILLION).scenarios));
    }

    private static List<Scenario> middle() {
        PacketScenarios all = new PacketScenarios();
        for (int flows : List.of(1, THOUSAND, MILLION)) {
            all.scenarios.addAll(established(V4, flows).scenarios);
        }
        for (int flows : List.of(THOUSAND, MILLION)) {
            all.scenarios.addAll(established(V6, flows).scenarios);
        }
        for (int flows : List.of(THOUSAND, MILLION)) {
            all.add("UDP", Traffic.udp(V4, flows), true);
        }
        all.add("UDP, IPv6", Traffic.udp(V6, THOUSAND), true);
        for (int flows : List.of(THOUSAND, MILLION)) {
            Traffic many = Traffic.tcp(BenchPlan.manyVips(), Traffic.ACK, flows).overVips(BenchPlan.MANY_VIPS);
            all.add("established TCP, 64 VIPs", many, true);
        }
        all.add("not a VIP", Traffic.tcp(BenchPlan.NO_VIP4, Traffic.ACK, THOUSAND), false, true);
        all.add("not a VIP, IPv6", Traffic.tcp(BenchPlan.NO_VIP6, Traffic.ACK, THOUSAND), false, true);
        for (IpAddress vip : List.of(V4, V6)) {
            all.add("ICMP error", vip, Traffic.Kind.ICMP_ERROR);
            all.add("first fragment", vip, Traffic.Kind.FIRST_FRAGMENT);
            all.add("later fragment", vip, Traffic.Kind.LATER_FRAGMENT);
        }
        all.add("SYN that comes again", Traffic.tcp(V4, Traffic.SYN, THOUSAND), false);
        all.add("new TCP flow each packet", Traffic.tcp(V4, Traffic.SYN, Traffic.NEVER_THE_SAME), false);
        all.add("new TCP flow each packet, IPv6", Traffic.tcp(V6, Traffic.SYN, Traffic.NEVER_THE_SAME), false);
        all.add("new UDP flow each packet", Traffic.udp(V4, Traffic.NEVER_THE_SAME), false);
        return all.scenarios;
    }

    private static PacketScenarios established(IpAddress vip, int flows) {
        PacketScenarios one = new PacketScenarios();
        one.add("established TCP" + family(vip), Traffic.tcp(vip, Traffic.ACK, flows), true);
        return one;
    }

    private void add(String name, Traffic traffic, boolean established) {
        scenarios.add(new Scenario(name, traffic, true, true, established));
    }

    private void add(String name, Traffic traffic, boolean tx, boolean comparable) {
        scenarios.add(new Scenario(name, traffic, tx, comparable, false));
    }

    private void add(String name, IpAddress vip, Traffic.Kind kind) {
        Traffic traffic = Traffic.of(kind, vip, THOUSAND);
        scenarios.add(new Scenario(name + family(vip), traffic, true, false, true));
    }

    private static String family(IpAddress vip) {
        return vip.isV4() ? "" : ", IPv6";
    }
}
