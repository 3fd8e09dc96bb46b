// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.health;

import dev.baro.core.config.Config;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The servers `web-1`, `web-2` and so on of the VIP `store`, what their probes bring back, and what a
/// book makes of it.
final class WatchedServers {
    static final long SECOND = 1_000_000_000L;
    static final String WITH_REQUEST = "http: {port: 80, check: {l7: {http: GET /up}}}";

    final HealthBook book;
    private long nowNs = SECOND;

    WatchedServers() {
        this(Remembered.nothing(Condition.UNKNOWN));
    }

    private WatchedServers(Remembered before) {
        this.book = new HealthBook(before);
    }

    /// The same servers as the next process sees them.
    WatchedServers restarted() {
        Map<ProbeTarget, Condition> conditions = new HashMap<>();
        book.targets().stream()
                .filter(target -> target.health().condition() != Condition.UNKNOWN)
                .forEach(target ->
                        conditions.put(target.task().target(), target.health().condition()));
        Set<ServiceMember> used = book.health().members().entrySet().stream()
                .filter(member -> member.getValue().usable())
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        return new WatchedServers(new Remembered(conditions, Condition.UNKNOWN, used));
    }

    void watch(Config config) {
        book.watch(ProbePlan.of(config, List.of()), config.health().policy(), nowNs);
        book.advance(nowNs);
    }

    /// Watches, and all servers answer pings and connections.
    void up(int servers, Config config) {
        watch(config);
        for (int i = 1; i <= servers; i++) {
            ping(i, Reply.EXPECTED, 2);
            connect(i, Reply.EXPECTED, 1);
        }
    }

    void ping(int server, Reply reply, int times) {
        take(target(Layer.L3, server, ""), reply, times);
    }

    void connect(int server, Reply reply, int times) {
        take(target(Layer.L4, server, "http"), reply, times);
    }

    void request(int server, Reply reply, int times) {
        take(target(Layer.L7, server, "http"), reply, times);
    }

    void take(ProbeTarget target, Reply reply, int times) {
        for (int i = 0; i < times; i++) {
            take(target, reply);
            book.advance(nowNs);
        }
    }

    /// Without the decision that follows.
    void take(ProbeTarget target, Reply reply) {
        nowNs += SECOND / 100;
        book.take(new ProbeResult(target, reply, "", nowNs - 1, nowNs));
    }

    /// The pings beside it say the same.
    void explain(ProbeTarget target, Reply marked, Reply unmarked) {
        book.take(target, explanation(target, marked, unmarked));
        book.advance(nowNs);
    }

    /// Of three servers the second one leaves many clients without an answer.
    void count(int spans) {
        for (int span = 1; span <= spans; span++) {
            List<PassiveCount> counts = new ArrayList<>();
            for (int i = 1; i <= 3; i++) {
                counts.add(new PassiveCount(member(i), 100L * span, i == 2 ? 300L * span : span));
            }
            book.take(counts, nowNs);
            advance(SECOND);
        }
    }

    List<HealthChange> advance(long laterNs) {
        nowNs += laterNs;
        return book.advance(nowNs);
    }

    long nowNs() {
        return nowNs;
    }

    String word(int server) {
        return health(server).word();
    }

    List<String> words(int servers) {
        return IntStream.rangeClosed(1, servers).mapToObj(this::word).toList();
    }

    MemberHealth health(int server) {
        return book.health().of(member(server)).orElseThrow();
    }

    static ServiceMember member(int server) {
        return new ServiceMember("store", "http", "web-" + server);
    }

    static ProbeTarget target(Layer layer, int server, String port) {
        return new ProbeTarget(layer, "web-" + server, "store", port);
    }

    static Explanation explanation(ProbeTarget target, Reply marked, Reply unmarked) {
        ProbeResult one = new ProbeResult(target, marked, "", 0, 1);
        ProbeResult other = new ProbeResult(target, unmarked, "", 0, 1);
        return new Explanation(one, other, new Explanation.Pings(one, other, ProbeResult.none(target)), List.of());
    }
}
