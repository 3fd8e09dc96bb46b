// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.control;

import dev.baro.core.config.ApiSettings;
import dev.baro.core.config.Config;
import dev.baro.core.model.Balancer;
import dev.baro.core.model.MetricsSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The properties of a running daemon that later configurations cannot change.
///
/// @param config    the configuration with which the daemon was started
/// @param keyed     whether the key of the flow hash comes from the cluster secret
/// @param startedNs the monotonic time that corresponds to `started`
public record Startup(
        Settings settings, Placement placement, Config config, boolean keyed, Instant started, long startedNs) {
    /// @param ns the monotonic time
    /// @return the corresponding wall-clock time, for display only
    public Instant wallTime(long ns) {
        return started.plusNanos(ns - startedNs);
    }

    public Duration uptime(long nowNs) {
        return Duration.ofNanos(nowNs - startedNs);
    }

    /// The settings in this configuration that a running daemon cannot apply.
    ///
    /// @return the settings, one sentence each
    public List<String> needsRestart(Config wanted) {
        List<String> sentences = new ArrayList<>();
        placed(wanted).ifPresent(sentences::add);
        MetricsSettings metrics = settings.metrics(wanted);
        if (!metrics.equals(settings.metrics(config))) {
            sentences.add((metrics.isNone()
                            ? "metrics should no longer be served over TCP"
                            : "metrics should now be served at " + metrics)
                    + "; restart the daemon for it");
        }
        if (!wanted.page().equals(config.page())) {
            sentences.add((wanted.page().listen().isEmpty()
                            ? "the page should no longer be served"
                            : "the page should now be served at "
                                    + wanted.page().address())
                    + "; restart the daemon for it");
        }
        served(wanted.api()).ifPresent(sentences::add);
        if (wanted.maxSessions() != config.maxSessions()) {
            sentences.add("the session table was created for " + config.maxSessions() + " sessions and should now hold "
                    + wanted.maxSessions() + "; stop the daemon, run baro run --detach, and start it again");
        }
        if (!wanted.secretFile().equals(config.secretFile())) {
            sentences.add("the key of the flow hash should now be "
                    + (wanted.secretFile().isEmpty() ? "this balancer's own key" : wanted.secretFile())
                    + "; stop the daemon, run baro run --detach, and start it again");
        } else if (!keyed) {
            sentences.add("the flow hash does not use the cluster secret, because earlier sessions are kept; stop the"
                    + " daemon, run baro run --detach, and start it again");
        }
        return sentences;
    }

    private Optional<String> served(ApiSettings wanted) {
        ApiSettings now = config.api();
        if (!wanted.listen().equals(now.listen())) {
            return Optional.of((wanted.listen().isEmpty()
                            ? "the API should no longer be served over TCP"
                            : "the API should now be served at " + wanted.address())
                    + "; restart the daemon for it");
        }
        boolean same = wanted.tls().isNone() == now.tls().isNone()
                && wanted.socket().socketGroup().equals(now.socket().socketGroup());
        return same
                ? Optional.empty()
                : Optional.of("the API should now be served with another certificate: or socket-group:; restart the"
                        + " daemon for it");
    }

    private Optional<String> placed(Config wanted) {
        String name = placement.balancer();
        Optional<Balancer> before = config.balancer(name);
        Optional<Balancer> now = wanted.balancer(name);
        if (before.isPresent() && now.isEmpty()) {
            return Optional.of(
                    "the configuration no longer has balancer " + name + "; restart the daemon as another balancer");
        }
        List<String> interfaces = now.map(Balancer::interfaces).orElse(placement.interfaces());
        if (settings.interfaces().isEmpty() && !interfaces.equals(placement.interfaces())) {
            return Optional.of("interfaces of " + name + " are now " + String.join(", ", interfaces)
                    + " in the configuration; restart the daemon to attach to them");
        }
        if (!before.map(Balancer::keepsTags).equals(now.map(Balancer::keepsTags))) {
            return Optional.of("the interfaces of " + name
                    + " now treat VLAN tags differently in the configuration; restart the daemon for it");
        }
        return before.map(Balancer::address).equals(now.map(Balancer::address))
                ? Optional.empty()
                : Optional.of("the address of " + name
                        + " has changed in the configuration; restart the daemon to send tunnels and probes"
                        + " from the new one");
    }
}
