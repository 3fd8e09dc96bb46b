// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.report;

import dev.baro.balancer.control.Startup;
import dev.baro.core.dscp.MarkFault;
import dev.baro.core.health.Condition;
import dev.baro.core.health.Health;
import dev.baro.core.health.MemberHealth;
import dev.baro.core.health.ProberTime;
import dev.baro.core.health.ServiceMember;
import dev.baro.core.health.Suspicion;
import dev.baro.core.model.ServicePort;
import dev.baro.core.model.Vip;
import dev.baro.core.plan.Shortage;
import dev.baro.core.plan.State;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Describes health problems to an operator, in one sentence each.
///
/// @param probing the state of probing, apart from the servers' health
record HealthProblems(Startup startup, State state, Probing probing) {
    /// If the wait is longer than this, HTTPS probes run later than an operator expects.
    private static final Duration LONG_WAIT = Duration.ofSeconds(1);

    /// The maximum number of servers that are named. If more are down, the list of servers is a better source.
    private static final int MOST_SERVERS = 10;

    /// The data shared by one server's failed ports.
    private record Failure(String vip, String server, String word, String verdict, String since) {}

    List<String> sentences() {
        List<String> sentences = new ArrayList<>();
        Health health = state.health();
        if (probing.time().stalled()) {
            sentences.add(standstill());
        }
        probing.marks().faults().values().stream().map(this::markFault).sorted().forEach(sentences::add);
        if (probing.time().handshakeWait().compareTo(LONG_WAIT) > 0) {
            sentences.add(handshakes());
        }
        if (health.suspicion().raised()) {
            sentences.add(massFailure(health.suspicion()));
        }
        if (health.watched()) {
            Shortage.of(state).forEach(shortage -> sentences.add(shortage(shortage)));
        }
        sentences.addAll(standbys());
        List<String> servers = servers();
        sentences.addAll(servers.subList(0, Math.min(MOST_SERVERS, servers.size())));
        if (servers.size() > MOST_SERVERS) {
            sentences.add((servers.size() - MOST_SERVERS) + " more servers have failed; look: baro server list");
        }
        return sentences;
    }

    private String standstill() {
        return "the prober was stalled for " + probing.time().recent().toMillis() + " of the last "
                + ProberTime.WINDOW.toMillis() + " ms, since "
                + time(probing.time().sinceNs())
                + ": failed servers are removed late; look at the load of this host: top -H";
    }

    private String markFault(MarkFault fault) {
        String where = fault.where().isEmpty() ? "" : "; " + fault.where();
        return fault.path() + ", since " + time(fault.sinceNs()) + ": " + fault.what() + where;
    }

    private String handshakes() {
        return "https checks are " + probing.time().handshakeWait().toMillis()
                + " ms late, because this host makes fewer TLS handshakes than they need: failed applications are"
                + " removed late; give it more processors, or choose a longer interval: health-defaults:"
                + " {l7: {interval: ...}}";
    }

    private String massFailure(Suspicion suspicion) {
        return suspicion.failing() + " of " + suspicion.of() + " real servers failed together, since "
                + time(suspicion.sinceNs())
                + (suspicion.checks().isEmpty()
                        ? ": this balancer suspects itself and keeps them in use; look at this host's links and routes"
                        : ": they are kept in use, because none has passed the check since it was changed: "
                                + String.join("; ", suspicion.checks())
                                + "; correct the check and type: baro apply");
    }

    private List<String> standbys() {
        List<String> calls = new ArrayList<>();
        for (Vip vip : state.config().vips()) {
            for (ServicePort port : vip.ports()) {
                state.standbys()
                        .of(vip, port)
                        .ifPresent(call -> calls.add(vip.name() + " " + port.name()
                                + ": standby servers take new sessions since " + time(call.sinceNs())
                                + ": fewer than " + vip.options().standby().below()
                                + " of the other servers are usable, or were until recently"));
            }
        }
        return calls.size() > MOST_SERVERS
                ? List.of(calls.size() + " ports are served by standby servers; look: baro server list")
                : calls;
    }

    private static String shortage(Shortage shortage) {
        return shortage.vip() + ": not served from here: " + shortage.usable() + " usable real servers, needs "
                + shortage.need();
    }

    private List<String> servers() {
        Map<Failure, List<String>> failures = new LinkedHashMap<>();
        for (Vip vip : state.config().vips()) {
            for (String server : vip.servers()) {
                for (ServicePort port : vip.ports()) {
                    state.health()
                            .of(new ServiceMember(vip.name(), port.name(), server))
                            .filter(health -> health.condition() == Condition.DOWN
                                    || health.condition() == Condition.UP && !health.usable())
                            .map(health -> failure(vip.name(), server, health))
                            .ifPresent(failure -> failures.computeIfAbsent(failure, _ -> new ArrayList<>())
                                    .add(port.name()));
                }
            }
        }
        return failures.entrySet().stream()
                .map(entry -> sentence(entry.getKey(), entry.getValue()))
                .toList();
    }

    private Failure failure(String vip, String server, MemberHealth health) {
        return new Failure(vip, server, health.word(), health.verdict().word(), time(health.sinceNs()));
    }

    private static String sentence(Failure failure, List<String> ports) {
        return failure.server() + " is " + failure.word() + " for " + failure.vip() + " " + String.join(",", ports)
                + " since " + failure.since() + ": " + failure.verdict() + "; look: baro server show "
                + failure.server();
    }

    private String time(long ns) {
        return startup.wallTime(ns).truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
