// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.serveriron;

import dev.baro.core.model.ForwardingMethod;
import dev.baro.core.model.RealServer;
import dev.baro.core.model.ServerState;
import dev.baro.core.serveriron.Statement.PortDisabled;
import dev.baro.core.serveriron.Statement.Weight;
import dev.baro.core.serveriron.Text.Real;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Maps real and remote servers.
final class Servers {
    /// The weight of servers that have no configured weight.
    private static final int EVEN_WEIGHT = 100;

    private final Text text;
    private final Map<String, List<Bindings>> bindingsByServer = new HashMap<>();
    private final Problems problems;

    private Servers(Text text, List<Bindings> bindings, Problems problems) {
        this.text = text;
        this.problems = problems;
        bindings.forEach(one -> one.servers()
                .forEach(real -> bindingsByServer
                        .computeIfAbsent(real.name(), _ -> new ArrayList<>())
                        .add(one)));
    }

    /// The virtual servers that bind a server.
    private List<Bindings> bindings(Real real) {
        return bindingsByServer.getOrDefault(real.name(), List.of());
    }

    static List<RealServer> servers(Text text, List<Bindings> bindings, Problems problems) {
        Servers servers = new Servers(text, bindings, problems);
        Set<String> weighted = bindings.stream()
                .filter(b -> b.weighted(text))
                .flatMap(b -> b.servers().stream())
                .map(Real::name)
                .collect(Collectors.toUnmodifiableSet());
        int heaviest = text.reals().stream()
                .filter(real -> weighted.contains(real.name()))
                .mapToInt(Servers::rawWeight)
                .max()
                .orElse(0);
        return text.reals().stream()
                .filter(servers::isKept)
                .map(real -> servers.server(real, servers.weight(real, weighted.contains(real.name()), heaviest)))
                .toList();
    }

    /// Whether a server is kept; it is skipped if it belongs only to skipped virtual servers.
    private boolean isKept(Real real) {
        return !bindings(real).isEmpty()
                || text.leftOut().stream().noneMatch(out -> out.servers().contains(real.name()));
    }

    private RealServer server(Real real, int weight) {
        reportRemote(real);
        boolean mac = bindings(real).stream().anyMatch(b -> !b.virtual().isMarked());
        ForwardingMethod method = mac ? ForwardingMethod.MAC : ForwardingMethod.DSCP;
        return new RealServer(real.name(), real.address(), "", method, weight, state(real));
    }

    private int weight(Real real, boolean counts, int heaviest) {
        Optional<Weight> line = Text.last(real.statements(), Weight.class);
        if (!counts) {
            line.ifPresent(weight -> problems.note(
                    weight.line().first(),
                    "weight is ignored: without a weighted predictor it has no effect, as on the ServerIron",
                    "to use the weight, write predictor weighted-round-robin in the virtual server"));
            return EVEN_WEIGHT;
        }
        Word place = line.map(w -> w.line().first()).orElse(real.header().first());
        if (!real.block().mentions("weight")) {
            problems.warning(
                    place,
                    "%s has no weight under a weighted predictor: 1 is used".formatted(real.name()),
                    "write weight N below it");
        }
        if (bindings(real).stream().anyMatch(b -> !b.weighted(text))) {
            problems.warning(
                    place,
                    "the weight of %s applies to each of its VIPs here".formatted(real.name()),
                    "one of them has no weighted predictor, so the ServerIron distributes evenly there");
        }
        return scaled(real, place, heaviest);
    }

    private static int rawWeight(Real real) {
        return Text.last(real.statements(), Weight.class).map(Weight::weight).orElse(1);
    }

    private int scaled(Real real, Word place, int heaviest) {
        int raw = rawWeight(real);
        if (heaviest <= RealServer.MAX_WEIGHT || raw == 0) {
            return raw;
        }
        int scaled = Math.max(1, Math.round((float) raw * RealServer.MAX_WEIGHT / heaviest));
        if (scaled == raw) {
            return raw;
        }
        problems.warning(
                place,
                "weight %d is scaled to %d".formatted(raw, scaled),
                "weights go up to %d here: all are scaled so that %d becomes %d"
                        .formatted(RealServer.MAX_WEIGHT, heaviest, RealServer.MAX_WEIGHT));
        return scaled;
    }

    /// The state of a server. A disabled port is dropped from the port lists; if it is the last port in a
    /// list, this is reported.
    private ServerState state(Real real) {
        if (real.disabled()) {
            return ServerState.DISABLED;
        }
        for (PortDisabled port : Text.all(real.statements(), PortDisabled.class)) {
            boolean serves = bindings(real).stream()
                    .flatMap(b -> b.ports().stream())
                    .anyMatch(p -> p.port() == port.port() && p.servers().contains(real));
            if (serves) {
                problems.warning(
                        port.line().first(),
                        "not imported: \"disable\" of port %s of %s".formatted(Ports.name(port.port()), real.name()),
                        "no other server has the port: this server gets traffic once the port passes its checks");
            }
        }
        return ServerState.ENABLED;
    }

    private void reportRemote(Real real) {
        if (!real.remote() || bindings(real).isEmpty()) {
            return;
        }
        boolean backup =
                bindings(real).stream().anyMatch(b -> b.servers().stream().anyMatch(other -> !other.remote()));
        if (backup) {
            problems.warning(
                    real.header().word(1),
                    "remote servers take their share at all times",
                    "the ServerIron uses them only while no local server is up: for the same effect, list them under"
                            + " vips.standby.servers");
        } else {
            problems.note(
                    real.header().word(1),
                    "remote servers are treated like local ones here",
                    "the ServerIron would use them as backups of local servers, but the VIP has none");
        }
    }
}
