// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.dscp;

import dev.baro.core.dscp.MarkedVip.MarkedServer;
import dev.baro.core.model.Dscp;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Finds VIPs that a server could confuse, in one or several configurations.
public final class Conflicts {
    /// The search stops after this many conflicts, because each conflict costs a pass over every
    /// VIP of a server.
    private static final int MAX_FOUND = 1_000;

    /// Only this many VIPs of a server are compared: the number far exceeds the number of values, so conflicts
    /// are found among them.
    private static final int MAX_OF_SERVER = 4 * Dscp.MAX;

    private final List<MarkedVip> vips;
    private final Map<String, List<Integer>> byServer = new LinkedHashMap<>();

    private Conflicts(List<MarkedVip> vips) {
        this.vips = vips;
        for (int i = 0; i < vips.size(); i++) {
            for (MarkedServer server : vips.get(i).servers()) {
                add(i, server);
            }
        }
    }

    private void add(int i, MarkedServer server) {
        List<Integer> there = byServer.computeIfAbsent(server.identity(), _ -> new ArrayList<>());
        if (there.size() < MAX_OF_SERVER) {
            there.add(i);
        }
    }

    /// @param vips the VIPs in the order of the files; VIPs without a mark conflict with nothing
    /// @return the conflicts in the order of the VIPs that should change, up to a limit
    public static List<Conflict> among(List<MarkedVip> vips) {
        Conflicts conflicts =
                new Conflicts(vips.stream().filter(MarkedVip::isMarked).toList());
        List<Conflict> found = new ArrayList<>();
        for (int i = 0; i < conflicts.vips.size() && found.size() < MAX_FOUND; i++) {
            conflicts.of(i, found);
        }
        return List.copyOf(found);
    }

    private void of(int i, List<Conflict> found) {
        MarkedVip vip = vips.get(i);
        Set<Integer> met = new LinkedHashSet<>();
        vip.servers().forEach(server -> met.addAll(byServer.getOrDefault(server.identity(), List.of())));
        List<MarkedVip> others =
                met.stream().filter(j -> j != i).sorted().map(vips::get).toList();
        List<MarkedVip> before =
                met.stream().filter(j -> j < i).sorted().map(vips::get).toList();
        first(before, other -> twice(vip, other)).ifPresent(found::add);
        first(others, other -> folded(vip, other)).ifPresent(found::add);
        CodePoint known = CodePoint.of(vip.codePoint());
        if (known.isMarkedByOthers()) {
            found.add(new Conflict.AlsoMarked(vip, known));
        }
    }

    private static Optional<Conflict> first(
            List<MarkedVip> others, java.util.function.Function<MarkedVip, Stream<Conflict>> finder) {
        return others.stream().flatMap(finder).findFirst();
    }

    private static Stream<Conflict> twice(MarkedVip vip, MarkedVip other) {
        boolean sameVip = vip.identity().equals(other.identity());
        boolean sameValue = vip.codePoint() == other.codePoint();
        if (sameVip == sameValue) {
            return Stream.of();
        }
        MarkedServer server = vip.shared(other).orElseThrow();
        return Stream.of(
                sameVip ? new Conflict.TwoValues(vip, other, server) : new Conflict.SameValue(vip, other, server));
    }

    private static Stream<Conflict> folded(MarkedVip vip, MarkedVip other) {
        if (vip.codePoint() == other.codePoint() || vip.identity().equals(other.identity())) {
            return Stream.of();
        }
        return ReMarking.WITHOUT_CHOICE.stream()
                .filter(how -> how.after(other.codePoint()) == vip.codePoint())
                .map(how -> new Conflict.Folded(vip, other, vip.shared(other).orElseThrow(), how));
    }
}
