// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.traffic;

import dev.baro.lab.host.Lab;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Connections that were opened, used for one request each, and closed again.
///
/// @param answers the real server that answered each connection, in order, or why there was no answer
public record Connections(List<String> answers) {

    public Connections {
        answers = List.copyOf(answers);
    }

    /// @param atOnce  the number of simultaneous connections; with 1, each ends before the next begins
    /// @param sources the addresses of the client; each may be used in only one call per VIP
    public static Connections open(Lab lab, String vip, int count, int atOnce, List<String> sources) {
        List<String> words = new ArrayList<>(List.of(
                "lab", "connect", vip, Integer.toString(count), "--at-once", Integer.toString(atOnce), "--from"));
        words.addAll(sources);
        String output = lab.launcher()
                .in(lab.client(), words.toArray(String[]::new))
                .start(lab.names().directory().resolve("connect.log"))
                .await();
        return new Connections(output.lines().toList());
    }

    public long failed() {
        return answers.stream()
                .filter(answer -> answer.startsWith(ConnectCommand.FAILED))
                .count();
    }

    /// The number of connections by server, without servers that have no connections.
    public Map<String, Long> byServer() {
        return servers(answers.stream());
    }

    public long of(String server) {
        return byServer().getOrDefault(server, 0L);
    }

    /// The number of connections by server, for each group of `length` consecutive connections.
    public List<Map<String, Long>> cycles(int length) {
        List<Map<String, Long>> cycles = new ArrayList<>();
        for (int i = 0; i + length <= answers.size(); i += length) {
            cycles.add(servers(answers.subList(i, i + length).stream()));
        }
        return cycles;
    }

    /// The reason why the first failed connection failed; empty if no connection failed.
    public String firstFailure() {
        return answers.stream()
                .filter(answer -> answer.startsWith(ConnectCommand.FAILED))
                .findFirst()
                .map(why -> " (" + why + ")")
                .orElse("");
    }

    private static Map<String, Long> servers(Stream<String> answers) {
        return answers.filter(answer -> !answer.startsWith(ConnectCommand.FAILED))
                .collect(Collectors.groupingBy(name -> name, TreeMap::new, Collectors.counting()));
    }
}
