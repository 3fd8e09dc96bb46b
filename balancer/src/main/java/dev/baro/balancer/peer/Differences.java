// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.peer;

import dev.baro.core.peer.PeerReport;
import dev.baro.core.peer.PeerReport.NotUp;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Describes the differences between a peer and this balancer in sentences for an operator.
///
/// @param own  this balancer's report
/// @param peer the other balancer's report
record Differences(PeerReport own, PeerReport peer) {
    private static final int MAX_SERVERS = 5;

    boolean sameConfig() {
        return own.configDigest().equals(peer.configDigest());
    }

    List<String> sentences() {
        List<String> sentences = new ArrayList<>();
        if (!sameConfig()) {
            sentences.add(("%s runs another configuration: r%d (%s, since %s) and here r%d (%s, since %s); type on the"
                            + " balancer that is right: baro apply --all")
                    .formatted(
                            peer.name(),
                            peer.revision(),
                            peer.configDigest(),
                            peer.configSince(),
                            own.revision(),
                            own.configDigest(),
                            own.configSince()));
        } else {
            sentences.addAll(verdicts());
            if (!own.overrideDigest().equals(peer.overrideDigest())) {
                sentences.add(
                        peer.name() + " has other overrides of servers; compare baro server members there and here");
            }
        }
        if (!own.hashKeyDigest().equals(peer.hashKeyDigest())) {
            sentences.add(
                    peer.name() + " uses another key for flows than this balancer, so a flow that moves between them"
                            + " is reset; on the balancer without sessions, type: systemctl stop baro; baro run"
                            + " --detach; systemctl start baro");
        }
        return sentences;
    }

    /// The number of members that are up for only one of the two balancers, not counting
    /// members without a verdict.
    int differingMembers() {
        return sameConfig() ? onlyIn(own, peer).size() + onlyIn(peer, own).size() : 0;
    }

    private List<String> verdicts() {
        List<String> sentences = new ArrayList<>();
        String here = own.name();
        sentences.addAll(sentences(onlyIn(peer, own), peer.name(), here));
        sentences.addAll(sentences(onlyIn(own, peer), here, peer.name()));
        return sentences;
    }

    /// The members that are not up for the first balancer, but only for that one.
    private static Set<NotUp> onlyIn(PeerReport one, PeerReport other) {
        Set<NotUp> only = new HashSet<>();
        Map<String, NotUp> others = new LinkedHashMap<>();
        other.notUp().forEach(member -> others.put(key(member), member));
        if (one.complete() && other.complete()) {
            one.notUp().stream()
                    .filter(member -> member.condition().equals("down") && !others.containsKey(key(member)))
                    .forEach(only::add);
        }
        return only;
    }

    private static String key(NotUp member) {
        return member.vip() + " " + member.port() + " " + member.server();
    }

    private static List<String> sentences(Set<NotUp> members, String down, String up) {
        List<String> servers =
                members.stream().map(NotUp::server).distinct().sorted().toList();
        List<String> sentences = new ArrayList<>();
        servers.stream()
                .limit(MAX_SERVERS)
                .map(server -> "%s sees %s down, %s does not".formatted(down, server, up))
                .forEach(sentences::add);
        if (servers.size() > MAX_SERVERS) {
            sentences.add("%s sees %d more servers down than %s".formatted(down, servers.size() - MAX_SERVERS, up));
        }
        return sentences;
    }
}
