// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.doctor;

import dev.baro.agent.facts.Facts;
import dev.baro.agent.facts.Network;
import dev.baro.core.doctor.Finding;
import dev.baro.core.doctor.XdpHolder;
import dev.baro.core.model.IpAddress;
import dev.baro.dataplane.decap.Decapsulator;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The XDP program of method ipip is attached to each interface for tunnel packets, has the VIPs in its maps,
/// and runs in the driver.
record XdpProgram() implements Check {
    @Override
    public String name() {
        return "xdp";
    }

    @Override
    public List<Finding> judge(Facts facts) {
        Set<IpAddress> wanted = new HashSet<>(facts.config().tunnelled());
        if (wanted.isEmpty()) {
            return List.of();
        }
        Decapsulator there = facts.host().decapsulator();
        List<Finding> problems = new ArrayList<>();
        facts.families().stream()
                .flatMap(v4 -> facts.incoming(v4).stream())
                .distinct()
                .filter(Network.Link::ethernet)
                .forEach(link -> judge(link, facts).ifPresent(problems::add));
        boolean known = there.counters().keySet().containsAll(wanted)
                && there.own().containsAll(facts.config().addresses());
        if (problems.isEmpty() && !(known && there.current())) {
            problems.add(Finding.fail(
                            name(),
                            "the XDP program is from another build, or for other addresses",
                            "tunnel packets of a VIP may not be decapsulated")
                    .fixedBy(facts.wish().apply()));
        }
        there.counters().forEach((vip, counters) -> fragments(vip, counters).ifPresent(problems::add));
        return problemsOr(
                problems,
                there.attachments().stream()
                        .map(a -> a.interfaceName() + " native")
                        .collect(Collectors.joining(", ")));
    }

    private Optional<Finding> judge(Network.Link link, Facts facts) {
        List<Decapsulator.Attachment> ours = facts.host().decapsulator().attachments().stream()
                .filter(a -> a.interfaceName().equals(link.name()))
                .toList();
        if (ours.isEmpty()) {
            return Optional.of(notOurs(link, facts));
        }
        return ours.getFirst().nativeMode()
                ? Optional.empty()
                : Optional.of(Finding.warn(
                                name(),
                                link.name() + " runs the XDP program in generic mode",
                                "the kernel copies each packet first, which costs several times as much")
                        .advising("use a driver with XDP, or an MTU that its XDP allows; then "
                                + facts.wish().apply()));
    }

    private Finding notOurs(Network.Link link, Facts facts) {
        String lost = "tunnel packets that arrive on it are not decapsulated";
        String apply = facts.wish().apply();
        if (!link.xdp()) {
            return Finding.fail(name(), "no XDP program on " + link.name(), lost)
                    .fixedBy(apply);
        }
        XdpHolder holder = facts.holders().getOrDefault(link.name(), XdpHolder.UNKNOWN);
        Optional<String> instance = holder.instance();
        String held = holder.held();
        if (instance.isPresent()) {
            return Finding.fail(
                            name(), link.name() + " has the program of Baro's instance " + instance.get() + held, lost)
                    .advising("a balancer forwards there: choose another interface, or stop its daemon and type: "
                            + "baro run --detach --instance " + instance.get() + "; then " + apply);
        }
        Finding found = holder.removedFrom(
                link.name(),
                "xdp",
                Finding.fail(name(), link.name() + " has an XDP program of another owner" + held, lost));
        return found.fix().isEmpty()
                ? found.advising(found.advice() + "; then " + apply)
                : found.fixedBy(found.fix() + " && " + apply);
    }

    private Optional<Finding> fragments(IpAddress vip, Decapsulator.Counters counters) {
        return counters.fragments() == 0
                ? Optional.empty()
                : Optional.of(Finding.warn(
                                name(),
                                counters.fragments() + " tunnel packets for " + vip + " arrived in fragments",
                                "fragmented tunnel packets are not reassembled here, so they are lost")
                        .advising("raise the MTU between balancer and server by 20 bytes (IPv4) or 40 (IPv6)"));
    }
}
