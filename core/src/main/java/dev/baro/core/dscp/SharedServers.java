// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.dscp;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Relates VIPs that share a server. VIPs are numbered from 0.
///
/// @param cliques    the VIPs of each server, whose values must all differ
/// @param neighbours for each VIP, the VIPs that share a server with it
record SharedServers(List<BitSet> cliques, List<BitSet> neighbours) {

    /// @param servers the identities of each VIP's servers
    static SharedServers of(List<? extends Collection<String>> servers) {
        Map<String, BitSet> byServer = new LinkedHashMap<>();
        for (int vip = 0; vip < servers.size(); vip++) {
            for (String server : servers.get(vip)) {
                byServer.computeIfAbsent(server, _ -> new BitSet()).set(vip);
            }
        }
        List<BitSet> neighbours = new ArrayList<>();
        for (int vip = 0; vip < servers.size(); vip++) {
            BitSet met = new BitSet();
            servers.get(vip).forEach(server -> met.or(byServer.getOrDefault(server, new BitSet())));
            met.clear(vip);
            neighbours.add(met);
        }
        return new SharedServers(List.copyOf(byServer.values()), List.copyOf(neighbours));
    }

    BitSet of(int vip) {
        return neighbours.get(vip);
    }

    /// Splits a set of VIPs into parts that share no servers.
    List<BitSet> components(BitSet among) {
        List<BitSet> components = new ArrayList<>();
        BitSet left = (BitSet) among.clone();
        while (!left.isEmpty()) {
            BitSet component = reached(left.nextSetBit(0), left);
            left.andNot(component);
            components.add(component);
        }
        return components;
    }

    private BitSet reached(int start, BitSet among) {
        BitSet reached = new BitSet();
        BitSet fresh = new BitSet();
        fresh.set(start);
        while (!fresh.isEmpty()) {
            int vip = fresh.nextSetBit(0);
            fresh.clear(vip);
            reached.set(vip);
            BitSet next = (BitSet) of(vip).clone();
            next.and(among);
            next.andNot(reached);
            fresh.or(next);
        }
        return reached;
    }
}
