// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.dscp;

import dev.baro.core.dscp.Allocation.Choice;
import dev.baro.core.dscp.MarkedVip.MarkedServer;
import dev.baro.core.model.Dscp;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Assigns values to VIPs. No server gets a value twice, existing values stay if possible, and new values are
/// local-use values as long as there are any left.
public final class Allocator {
    private static final int SHOWN = 70;

    private final CandidateDscps palette;
    /// For each VIP, the marks that it has in the various files.
    private final List<List<MarkedVip>> vips;
    private final SharedServers graph;

    private Allocator(CandidateDscps palette, List<MarkedVip> marked) {
        this.palette = palette;
        this.vips = List.copyOf(marked.stream()
                .collect(Collectors.groupingBy(MarkedVip::identity, LinkedHashMap::new, Collectors.toList()))
                .values());
        this.graph = SharedServers.of(vips.stream().map(Allocator::servers).toList());
    }

    /// @param marked  the VIPs in the order of the files; equal identities get the same value
    /// @param allowed reserved values that are allowed
    /// @param fresh   whether to ignore existing values
    public static Allocation allocate(List<MarkedVip> marked, Set<Integer> allowed, boolean fresh) {
        return allocate(marked, CandidateDscps.of(allowed), fresh);
    }

    static Allocation allocate(List<MarkedVip> marked, CandidateDscps palette, boolean fresh) {
        Allocator allocator = new Allocator(palette, marked);
        return allocator.crowded().<Allocation>map(Allocation.Impossible::new).orElseGet(() -> {
            List<Integer> none = Collections.nCopies(allocator.vips.size(), Colouring.NONE);
            Allocation kept = allocator.complete(marked, fresh ? none : allocator.kept());
            return kept instanceof Allocation.Impossible ? allocator.complete(marked, none) : kept;
        });
    }

    /// The only cause of failure that can be found without a search: a server has more VIPs
    /// than there are values.
    private Optional<String> crowded() {
        return graph.cliques().stream()
                .filter(clique -> clique.cardinality() > palette.size())
                .findFirst()
                .map(clique -> "server %s has %d VIPs, but a server can distinguish only %d%s: %s"
                        .formatted(
                                sharedServer(clique),
                                clique.cardinality(),
                                palette.size(),
                                reservedLeft(),
                                names(clique)));
    }

    private String reservedLeft() {
        List<String> left = CodePoint.byPreference().stream()
                .filter(point -> palette.index(point.value()) == Colouring.NONE)
                .map(point -> String.valueOf(point.value()))
                .toList();
        return left.isEmpty() ? "" : " without the reserved values " + String.join(", ", left);
    }

    private String sharedServer(BitSet clique) {
        Set<String> shared = new LinkedHashSet<>(servers(vips.get(clique.nextSetBit(0))));
        clique.stream().forEach(vip -> shared.retainAll(servers(vips.get(vip))));
        String identity = shared.iterator().next();
        return vips.get(clique.nextSetBit(0)).stream()
                .flatMap(vip -> vip.servers().stream())
                .filter(server -> server.identity().equals(identity))
                .map(MarkedServer::name)
                .findFirst()
                .orElse(identity);
    }

    private String names(BitSet some) {
        String listed = some.stream()
                .limit(SHOWN)
                .mapToObj(vip -> vips.get(vip).getFirst().name())
                .collect(Collectors.joining(", "));
        return some.cardinality() > SHOWN ? listed + " and %d more".formatted(some.cardinality() - SHOWN) : listed;
    }

    /// If several VIPs have the same value on a server, those with the fewest conflicts keep the value.
    private List<Integer> kept() {
        List<Integer> kept = new ArrayList<>(Collections.nCopies(vips.size(), Colouring.NONE));
        IntStream.range(0, vips.size())
                .filter(vip -> assigned(vip) != Colouring.NONE)
                .boxed()
                .sorted(Comparator.comparingLong(vip -> quarrels(vip)))
                .filter(vip -> graph.of(vip).stream().noneMatch(other -> kept.get(other) == assigned(vip)))
                .forEach(vip -> kept.set(vip, assigned(vip)));
        return kept;
    }

    private long quarrels(int vip) {
        return graph.of(vip).stream()
                .filter(other -> assigned(other) == assigned(vip))
                .count();
    }

    private int assigned(int vip) {
        return vips.get(vip).stream()
                .filter(MarkedVip::isMarked)
                .findFirst()
                .map(marked -> palette.index(marked.codePoint()))
                .orElse(Colouring.NONE);
    }

    private Allocation complete(List<MarkedVip> marked, List<Integer> given) {
        BitSet open = new BitSet();
        IntStream.range(0, vips.size())
                .filter(vip -> given.get(vip) == Colouring.NONE)
                .forEach(open::set);
        List<Integer> colours = new ArrayList<>(given);
        boolean fewest = true;
        for (BitSet component : graph.components(open)) {
            Colouring.Found found = Colouring.solve(palette, graph, component, given);
            if (found.colours().isEmpty()) {
                return new Allocation.Impossible(notFound(component, found.exhausted()));
            }
            component.stream().forEach(vip -> colours.set(vip, found.colours().get(vip)));
            fewest &= found.exhausted();
        }
        return new Allocation.Assigned(choices(marked, colours), fewest);
    }

    private String notFound(BitSet component, boolean exhausted) {
        return "%d values %s for the servers that these %d VIPs share: %s"
                .formatted(
                        palette.size(),
                        exhausted ? "are too few" : "were not found to be enough",
                        component.cardinality(),
                        names(component));
    }

    private List<Choice> choices(List<MarkedVip> marked, List<Integer> colours) {
        Map<String, Dscp> chosen = IntStream.range(0, vips.size())
                .boxed()
                .collect(Collectors.toMap(
                        vip -> vips.get(vip).getFirst().identity(),
                        vip -> new Dscp(palette.values().get(colours.get(vip)).value())));
        return marked.stream()
                .map(vip -> new Choice(vip, java.util.Objects.requireNonNull(chosen.get(vip.identity()))))
                .toList();
    }

    private static List<String> servers(List<MarkedVip> vip) {
        return vip.stream()
                .flatMap(marked -> marked.servers().stream())
                .map(MarkedServer::identity)
                .distinct()
                .toList();
    }
}
