// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.doctor;

import dev.baro.cli.doctor.BalancerFacts.Port;
import dev.baro.core.api.Status.InterfaceStatus;
import dev.baro.core.doctor.Finding;
import dev.baro.core.doctor.XdpHolder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Checks that each interface has this balancer's program, rather than a foreign one or that of another
/// instance, and that it runs in the driver.
record ProgramAttached() implements BalancerCheck {
    /// The prefix of Baro's program names (baro.bpf.c).
    private static final String OURS = "baro";

    /// The program of method ipip on a real server (decap.bpf.c).
    private static final String AGENTS = "baro_decap";

    private static final String LOST = "packets for VIPs are not forwarded";

    /// Whether the program with this kernel name forwards packets for VIPs.
    static boolean isOurs(String program) {
        return program.startsWith(OURS) && !program.equals(AGENTS);
    }

    @Override
    public String name() {
        return "xdp";
    }

    @Override
    public List<Finding> judge(BalancerFacts facts) {
        List<Finding> problems = new ArrayList<>();
        facts.ports().stream()
                .filter(Port::present)
                .forEach(port -> judge(facts, port).ifPresent(problems::add));
        return problemsOr(problems, "native");
    }

    private Optional<Finding> judge(BalancerFacts facts, Port port) {
        if (port.program().isEmpty()) {
            return Optional.of(missing(facts, port));
        }
        if (port.program().equals(AGENTS)) {
            return Optional.of(Finding.fail(
                            name(),
                            port.name() + " has the program of this host's baro agent, which decapsulates tunnel"
                                    + " packets",
                            LOST)
                    .advising("choose another interface, or type: baro agent undo"));
        }
        if (!port.program().startsWith(OURS)) {
            return Optional.of(foreign(facts, port));
        }
        if (anotherInstance(facts, port)) {
            return Optional.of(ofInstance(facts, port));
        }
        return port.nativeMode()
                ? Optional.empty()
                : Optional.of(Finding.warn(
                                name(),
                                port.name() + " runs the program in generic mode",
                                "the kernel copies each packet first, which costs several times as much")
                        .advising("use a driver with XDP, or fewer queues or a smaller MTU if the driver requires it"));
    }

    private Finding missing(BalancerFacts facts, Port port) {
        String why = refused(facts, port)
                .filter(reason -> !reason.isEmpty())
                .map(reason -> ": " + reason)
                .orElse("");
        String advice;
        if (facts.daemon().isEmpty()) {
            advice = "start the daemon, such as: systemctl start baro";
        } else {
            advice = why.isEmpty()
                    ? "the daemon attaches it within 2 s; check again"
                    : "fix that; the daemon then attaches it within 2 s";
        }
        return Finding.fail(name(), "no XDP program on " + port.name() + why, LOST)
                .advising(advice);
    }

    private Finding foreign(BalancerFacts facts, Port port) {
        XdpHolder holder = facts.holder(port);
        Finding found = holder.removedFrom(
                port.name(),
                port.nativeMode() ? "xdp" : "xdpgeneric",
                Finding.fail(
                        name(),
                        port.name() + " has an XDP program of another owner, " + port.program() + holder.held(),
                        LOST));
        String then =
                facts.daemon().isEmpty() ? "then start the daemon" : "the daemon then attaches its program within 2 s";
        return found.advising(found.advice().isEmpty() ? then : found.advice() + "; " + then);
    }

    /// Whether one of Baro's programs belongs to another instance, according to the daemon or its pin.
    private static boolean anotherInstance(BalancerFacts facts, Port port) {
        Optional<String> own = facts.daemon().map(daemon -> daemon.instance());
        Optional<String> pinned = facts.holder(port).instance();
        return refused(facts, port).isPresent() || own.isPresent() && pinned.isPresent() && !pinned.equals(own);
    }

    private Finding ofInstance(BalancerFacts facts, Port port) {
        XdpHolder holder = facts.holder(port);
        Optional<String> instance = holder.instance();
        String own = facts.daemon().map(daemon -> daemon.instance()).orElse("");
        String holding = instance.map(name -> "instance " + name).orElse("another instance of Baro");
        String processes = holder.processes().isEmpty() ? "" : ", process " + String.join(", ", holder.processes());
        String leave = instance.map(name -> "baro run --detach --instance " + name)
                .orElse("baro run --detach --instance NAME, with the name in the daemon's problem");
        return Finding.fail(
                        name(),
                        port.name() + " forwards for " + holding + processes + ", not for instance " + own,
                        "packets for VIPs of instance " + own + " are not forwarded")
                .advising("choose another interface for " + own + ", or stop the daemon of " + holding + " and type: "
                        + leave);
    }

    /// The reason that the daemon gives for not attaching to an interface.
    private static Optional<String> refused(BalancerFacts facts, Port port) {
        return facts.daemon().stream()
                .flatMap(daemon -> daemon.interfaces().stream())
                .filter(known ->
                        known.name().equals(port.name()) && known.mode().equals("none"))
                .map(InterfaceStatus::reason)
                .findFirst();
    }
}
