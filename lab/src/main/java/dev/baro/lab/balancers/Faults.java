// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.balancers;

import dev.baro.lab.network.LabException;
import dev.baro.lab.network.Namespace;
import dev.baro.lab.network.Pause;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// The faults of the balancers in a lab, for proofs and for `baro lab fault`.
///
/// @param cluster the cluster of a running lab
public record Faults(Cluster cluster) {
    private static final Duration PAUSED = Duration.ofSeconds(5);
    private static final String PARTITION = "lab_partition";

    /// The kinds of fault, each with the word that an operator types.
    public enum Kind {
        KILL_BALANCER("BALANCER", "the balancer loses its link, and everything on it is killed"),
        KILL_DAEMON("BALANCER", "the daemon gets kill -9; the program in the kernel stays"),
        PAUSE_DAEMON("BALANCER", "the daemon is frozen for five seconds"),
        STOP_ROUTING("BALANCER", "BIRD ends"),
        CUT_LINK("BALANCER", "the balancer's link to the router is cut"),
        PARTITION("", "the balancers of idc-a and those of idc-b cannot reach each other"),
        ADD_BALANCER("BALANCER", "the balancer starts, joins the others and serves"),
        DRAIN("DATA-CENTRE", "the routes of its balancers are first announced as about to go, then withdrawn"),
        HEAL("", "everything that was broken is repaired");

        private final String target;
        private final String effect;

        Kind(String target, String effect) {
            this.target = target;
            this.effect = effect;
        }

        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /// @throws LabException with a list of all kinds if no kind has this word
        public static Kind of(String word) {
            return List.of(values()).stream()
                    .filter(kind -> kind.word().equals(word))
                    .findFirst()
                    .orElseThrow(() -> new LabException("no fault '" + word + "'; there are:\n" + list()));
        }

        /// A list of all kinds, one line each.
        public static String list() {
            return List.of(values()).stream()
                    .map(kind -> "  %-30s %s".formatted((kind.word() + " " + kind.target).strip(), kind.effect))
                    .collect(Collectors.joining("\n"));
        }
    }

    /// @param target a balancer or a data centre, if the fault concerns one
    /// @throws LabException if the kind of fault needs a different target
    public void cause(Kind kind, String target) {
        if (kind.target.isEmpty() != target.isEmpty()) {
            throw new LabException("type: baro lab fault " + (kind.word() + " " + kind.target).strip());
        }
        switch (kind) {
            case KILL_BALANCER -> killBalancer(running(target));
            case KILL_DAEMON -> running(target).killDaemon();
            case PAUSE_DAEMON -> pauseDaemon(running(target));
            case STOP_ROUTING -> running(target).stopBird();
            case CUT_LINK -> cutLink(running(target));
            case PARTITION -> partition();
            case ADD_BALANCER -> addBalancer(cluster.named(target));
            case DRAIN -> drain(target);
            case HEAL -> heal();
        }
    }

    void killBalancer(BalancerHost host) {
        cutLink(host);
        host.killAll();
    }

    void pauseDaemon(BalancerHost host) {
        host.freeze();
        try {
            Pause.of(PAUSED);
        } finally {
            host.thaw();
        }
    }

    void cutLink(BalancerHost host) {
        setLink(host, "down");
    }

    /// Cuts the data centres off from each other. Packets of clients and health checks still pass; messages
    /// between balancers do not.
    void partition() {
        List<String> networks = cluster.all().stream()
                .map(host -> host.balancer().network() + "0/24")
                .distinct()
                .toList();
        cluster.edge()
                .command("nft", "-f", "-")
                .withInput("""
                        table inet %1$s {
                          chain c {
                            type filter hook forward priority 0
                            ip saddr %2$s ip daddr %3$s drop
                            ip saddr %3$s ip daddr %2$s drop
                          }
                        }
                        """.formatted(PARTITION, networks.getFirst(), networks.getLast()))
                .succeed();
    }

    void endPartition() {
        // It is no error if the table does not exist.
        var _ = cluster.edge()
                .command("nft", "delete", "table", "inet", PARTITION)
                .run();
    }

    /// @throws LabException when it already exists
    void addBalancer(BalancerHost host) {
        if (host.isThere()) {
            throw new LabException(host.name() + " already exists");
        }
        BalancerHost inviting = cluster.members().getFirst();
        host.startAlone();
        host.startBird();
        var _ = cluster.join(inviting, host);
        cluster.applyAll(inviting);
        cluster.awaitAllWays();
    }

    void drain(String dataCentre) {
        List<BalancerHost> hosts = cluster.of(dataCentre);
        if (hosts.isEmpty()) {
            throw new LabException("no balancer of " + dataCentre + " exists");
        }
        hosts.forEach(host ->
                host.cli("route", "withdraw", "--reason", "drain " + dataCentre).succeed());
    }

    void heal() {
        endPartition();
        cluster.members().forEach(this::heal);
        cluster.awaitAllWays();
    }

    void heal(BalancerHost host) {
        setLink(host, "up");
        if (!host.isRunning()) {
            host.start();
        }
        host.thaw();
        if (!host.hasBird()) {
            host.startBird();
        }
        // Cancels an operator's withdrawals; does nothing if there are none.
        host.cli("route", "announce").succeed();
    }

    private BalancerHost running(String name) {
        BalancerHost host = cluster.named(name);
        if (!host.isThere()) {
            throw new LabException(name + " does not exist yet; type: baro lab fault add-balancer " + name);
        }
        return host;
    }

    private void setLink(BalancerHost host, String upOrDown) {
        Namespace edge = cluster.edge();
        edge.command("ip", "link", "set", host.balancer().port(), upOrDown).succeed();
    }
}
