// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.dscp;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Gives each VIP of a component a value, at the least cost and with different values on the same
/// server: DSATUR (Brélaz 1979) with backtracking. The search stops when the cost reaches the lower
/// bound, or after [#BUDGET] values.
final class Colouring {
    /// The maximum number of values to try, which takes a fraction of a second. The usual case, crowded
    /// servers, is solved by the first descent.
    private static final int BUDGET = 5_000;

    static final int NONE = -1;

    private final CandidateDscps palette;
    private final SharedServers graph;
    private final BitSet component;
    private final List<BitSet> cliques;
    /// For every VIP, the index of its value in the palette, or [#NONE].
    private final int[] colours;
    /// The number of a VIP's neighbours that have a value.
    private final int[][] taken;
    /// For each value, the number of its kind: values with the same cost and the same eligible VIPs
    /// are of one kind.
    private final int[] kinds;
    private final long floor;
    private Found found = new Found(List.of(), false);
    private long bestCost = Long.MAX_VALUE;
    private int tried;

    /// @param colours   the index in the palette for every VIP, [#NONE] outside the component; empty if
    ///                  there is no solution
    /// @param exhausted whether the search was complete, so that no better solution exists, or none at all
    record Found(List<Integer> colours, boolean exhausted) {
        Found {
            colours = List.copyOf(colours);
        }
    }

    private Colouring(CandidateDscps palette, SharedServers graph, BitSet component, List<Integer> given) {
        this.palette = palette;
        this.graph = graph;
        this.component = component;
        this.cliques = graph.cliques().stream()
                .filter(clique -> clique.intersects(component))
                .sorted(Comparator.comparingInt(BitSet::cardinality).reversed())
                .toList();
        this.colours = given.stream().mapToInt(Integer::intValue).toArray();
        this.taken = new int[colours.length][palette.size()];
        IntStream.range(0, colours.length)
                .filter(vip -> colours[vip] != NONE)
                .forEach(vip -> mark(vip, colours[vip], 1));
        this.kinds = kinds();
        this.floor = floor(component);
    }

    /// @param given the index of the value for every VIP whose value is fixed; [#NONE] for the component's VIPs
    static Found solve(CandidateDscps palette, SharedServers graph, BitSet component, List<Integer> given) {
        Colouring colouring = new Colouring(palette, graph, component, given);
        colouring.descend((BitSet) component.clone(), 0);
        boolean exhausted = colouring.tried < BUDGET || colouring.bestCost == colouring.floor;
        return new Found(colouring.found.colours(), exhausted);
    }

    private void descend(BitSet left, long cost) {
        if (left.isEmpty()) {
            bestCost = cost;
            found = new Found(IntStream.of(colours).boxed().toList(), false);
            return;
        }
        int vip = mostConstrained(left);
        left.clear(vip);
        for (int colour : worthTrying(vip)) {
            long with = cost + palette.cost(colour);
            if (bestCost == floor || with >= bestCost || ++tried >= BUDGET && bestCost != Long.MAX_VALUE) {
                break;
            }
            colours[vip] = colour;
            mark(vip, colour, 1);
            long rest = floor(left);
            if (rest != Long.MAX_VALUE && with + rest < bestCost) {
                descend(left, with);
            }
            mark(vip, colour, -1);
            colours[vip] = NONE;
            if (tried >= BUDGET) {
                break;
            }
        }
        left.set(vip);
    }

    private void mark(int vip, int colour, int by) {
        graph.of(vip).stream().forEach(neighbour -> taken[neighbour][colour] += by);
    }

    /// The VIP with the fewest remaining values; among equals, the one with the most neighbours.
    private int mostConstrained(BitSet left) {
        return left.stream()
                .boxed()
                .max(Comparator.<Integer>comparingLong(vip -> IntStream.of(taken[vip])
                                .filter(count -> count > 0)
                                .count())
                        .thenComparingInt(vip -> graph.of(vip).cardinality())
                        .thenComparing(Comparator.reverseOrder()))
                .orElseThrow();
    }

    /// The values worth trying, the cheapest first. Only one unused value of each kind is included.
    private List<Integer> worthTrying(int vip) {
        BitSet used = new BitSet();
        component.stream().filter(other -> colours[other] != NONE).forEach(other -> used.set(colours[other]));
        BitSet kindsSeen = new BitSet();
        List<Integer> worth = new ArrayList<>();
        for (int colour = 0; colour < palette.size(); colour++) {
            if (taken[vip][colour] > 0 || !used.get(colour) && kindsSeen.get(kinds[colour])) {
                continue;
            }
            worth.add(colour);
            if (!used.get(colour)) {
                kindsSeen.set(kinds[colour]);
            }
        }
        return worth;
    }

    private int[] kinds() {
        Map<List<Object>, Integer> numbers = new HashMap<>();
        return IntStream.range(0, palette.size())
                .map(colour -> {
                    BitSet forbidden = new BitSet();
                    component.stream().filter(vip -> taken[vip][colour] > 0).forEach(forbidden::set);
                    return numbers.computeIfAbsent(List.of(palette.cost(colour), forbidden), _ -> numbers.size());
                })
                .toArray();
    }

    /// A lower bound on the cost of these VIPs: the sum over the most crowded servers without common VIPs, each
    /// with its cheapest free values.
    ///
    /// @return the bound; [Long#MAX_VALUE] if a server has too few values
    private long floor(BitSet vips) {
        BitSet left = (BitSet) vips.clone();
        long sum = 0;
        for (BitSet clique : cliques) {
            BitSet crowd = (BitSet) clique.clone();
            crowd.and(left);
            if (crowd.isEmpty()) {
                continue;
            }
            long cost = cheapest(clique, crowd.cardinality());
            if (cost == Long.MAX_VALUE) {
                return cost;
            }
            sum += cost;
            left.andNot(crowd);
        }
        return sum;
    }

    private long cheapest(BitSet clique, int howMany) {
        BitSet used = new BitSet();
        clique.stream().filter(vip -> colours[vip] != NONE).forEach(vip -> used.set(colours[vip]));
        if (palette.size() - used.cardinality() < howMany) {
            return Long.MAX_VALUE;
        }
        long sum = 0;
        int colour = -1;
        for (int i = 0; i < howMany; i++) {
            colour = used.nextClearBit(colour + 1);
            sum += palette.cost(colour);
        }
        return sum;
    }
}
