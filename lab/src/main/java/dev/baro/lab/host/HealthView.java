// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.host;

import dev.baro.core.api.EventList;
import dev.baro.core.api.EventList.EventEntry;
import dev.baro.core.api.Json;
import dev.baro.core.api.ServerDetail;
import dev.baro.core.api.ServerList;
import dev.baro.core.api.ServerSummary;
import dev.baro.core.health.Verdict;
import dev.baro.lab.network.Lag;
import dev.baro.lab.network.Names;
import dev.baro.lab.network.Pause;
import dev.baro.lab.network.WaitFactor;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/// The daemon's view of health, read over its socket as often as a proof needs it.
public record HealthView(Names names) {
    private static final Set<String> PORTS = Set.of("http", "echo");
    private static final Set<String> HEALTH_EVENTS =
            Set.of("SERVER_UP", "SERVER_DOWN", "SERVER_VERDICT", "SERVER_HELD", "SERVER_KEPT", "CLIENTS_UNANSWERED");
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration NEVER = Duration.ofDays(1);
    private static final Duration PAUSE = Duration.ofMillis(30);

    /// The names that a server has in the configuration, for IPv4 and for IPv6.
    public static List<String> entries(String server) {
        return List.of(server, server + "-v6");
    }

    ServerList servers() {
        return Json.read(get("/v1/servers"), ServerList.class);
    }

    public ServerDetail server(String entry) {
        return Json.read(get("/v1/servers/" + entry), ServerDetail.class);
    }

    public long newestEvent() {
        List<EventEntry> all = events(0);
        return all.isEmpty() ? 0 : all.getLast().id();
    }

    /// The newest events, oldest first.
    public List<EventEntry> events(long after) {
        return Json.read(get("/v1/events?limit=1000&after=" + after), EventList.class)
                .events();
    }

    /// The servers that have had health events since the given event, in order, excluding changes by operators.
    public Set<String> concernedSince(long event) {
        Set<String> servers = new TreeSet<>();
        events(event).stream()
                .filter(entry -> HEALTH_EVENTS.contains(entry.event()))
                .flatMap(entry -> Stream.ofNullable(entry.fields().get("server")))
                .forEach(servers::add);
        return servers;
    }

    /// The number of servers that are up, and the state of each server that is not.
    String inWords() {
        List<ServerSummary> all = servers().servers();
        List<String> others = all.stream()
                .filter(server -> !server.health().equals("up"))
                .map(server -> server.name() + " " + server.health() + " " + server.verdict())
                .toList();
        return (all.size() - others.size()) + " of " + all.size() + " up" + (others.isEmpty() ? "" : ", " + others);
    }

    /// Whether all servers of every service port are usable; servers that no port uses are ignored.
    boolean everyUseIsUp() {
        return servers().servers().stream()
                .flatMap(server -> server.uses().stream())
                .allMatch(use -> use.health().equals("up"));
    }

    public boolean everyoneIsUp() {
        return servers().servers().stream().allMatch(server -> server.health().equals("up"));
    }

    /// Whether the transport checks of VIP store give this verdict, for TCP and UDP over IPv4 and IPv6.
    public boolean named(String server, Verdict verdict) {
        return entries(server).stream().allMatch(entry -> {
            long agreeing = server(entry).targets().stream()
                    .filter(target -> target.layer().equals("l4") && isStore(target.vip()))
                    .filter(target -> target.verdict().equals(verdict.word()))
                    .count();
            return agreeing == PORTS.size();
        });
    }

    /// The ports of VIP store that use a server, each listed once for IPv4 and once for IPv6.
    public List<ServerSummary.ServerUse> uses(String server) {
        return servers().servers().stream()
                .filter(summary -> entries(server).contains(summary.name()))
                .flatMap(summary -> summary.uses().stream())
                .filter(use -> isStore(use.vip()))
                .toList();
    }

    /// Whether all uses of a server are down with this verdict.
    public boolean isOut(String server, Verdict verdict) {
        return uses(server).stream()
                .allMatch(use -> use.health().equals("down") && use.verdict().equals(verdict.word()));
    }

    /// The health of these servers' ports, for IPv4 and IPv6: `web-a05-v6 https down port-filtered`.
    public List<String> said(List<String> servers, Set<String> ports) {
        return servers().servers().stream()
                .filter(summary -> servers.stream()
                        .flatMap(server -> entries(server).stream())
                        .anyMatch(summary.name()::equals))
                .flatMap(summary -> summary.uses().stream()
                        .filter(use -> ports.contains(use.port()))
                        .map(use -> summary.name() + " " + use.port() + " " + use.health() + " " + use.verdict()))
                .toList();
    }

    /// Waits for a condition for longer than any proof allows, so that the proof can report how long it took.
    ///
    /// @return the time from the given moment until the condition held; the maximum duration if it never held
    public static Duration until(Instant since, BooleanSupplier there) {
        long deadlineNs = System.nanoTime() + WaitFactor.slow(PATIENCE).toNanos();
        while (!there.getAsBoolean()) {
            if (System.nanoTime() - deadlineNs > 0) {
                return NEVER;
            }
            Pause.of(PAUSE);
        }
        return Duration.between(since, Instant.now());
    }

    /// The time as text: `870 ms`, or `never` if [#until] gave up.
    public static String words(Duration time) {
        return time.compareTo(NEVER) >= 0 ? "never" : time.toMillis() + " ms";
    }

    private static boolean isStore(String vip) {
        return vip.equals("store") || vip.equals("store-v6");
    }

    private String get(String path) {
        long beganNs = System.nanoTime();
        String answer = BaroDaemon.get(names, path);
        Lag.took(Duration.ofNanos(System.nanoTime() - beganNs));
        return answer;
    }
}
