// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.peer;

import dev.baro.balancer.control.Controller;
import dev.baro.balancer.history.Elsewhere;
import dev.baro.core.health.Condition;
import dev.baro.core.health.ServiceMember;
import dev.baro.core.peer.PeerReport;
import dev.baro.core.peer.PeerReport.NotUp;
import dev.baro.core.plan.Event;
import dev.baro.core.plan.State;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// How peers see the servers, which affects two local decisions: whether a server that is down for
/// this balancer loses its sessions, and whether a configuration change causes failures. Reports from
/// silent peers are ignored.
final class Views implements Elsewhere {
    private final Controller controller;
    private final PeerBook book;
    private Optional<Set<ServiceMember>> told = Optional.empty();

    Views(Controller controller, PeerBook book) {
        this.controller = controller;
        this.book = book;
    }

    /// Reports to the controller the members that are up for no peer, even while they are up here,
    /// because it would be too late to ask once a member goes down. Only one thread at a time may call
    /// this. Does not block.
    void tell(PeerReport own) {
        Optional<Set<ServiceMember>> notUp = book.live().stream()
                .filter(report -> report.complete() && report.configDigest().equals(own.configDigest()))
                .map(Views::notUp)
                .reduce(Views::both);
        if (!notUp.equals(told)) {
            told = notUp;
            var _ = controller.submit(new Event.PeersSeen(notUp));
        }
    }

    private static Set<ServiceMember> notUp(PeerReport report) {
        return report.notUp().stream()
                .map(member -> new ServiceMember(member.vip(), member.port(), member.server()))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Set<ServiceMember> both(Set<ServiceMember> one, Set<ServiceMember> other) {
        return one.stream().filter(other::contains).collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public Optional<String> failsToo(State failing) {
        Set<String> here = failing.health().members().entrySet().stream()
                .filter(member -> member.getValue().condition() == Condition.DOWN)
                .map(member -> member.getKey().server())
                .collect(Collectors.toSet());
        String digest = OwnReport.digest(failing.config());
        return here.isEmpty()
                ? Optional.empty()
                : book.live().stream()
                        .filter(report -> !report.configDigest().equals(digest))
                        .filter(report -> down(report).containsAll(here))
                        .findFirst()
                        .map(report -> report.name() + ", which runs another configuration, sees them down too");
    }

    private static Set<String> down(PeerReport report) {
        return report.notUp().stream()
                .filter(member -> member.condition().equals("down"))
                .map(NotUp::server)
                .collect(Collectors.toSet());
    }
}
