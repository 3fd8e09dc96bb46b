// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.traffic;

import dev.baro.lab.host.Lab;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Connections that were opened, asked one question each and closed again.
///
/// @param answers the real server of each connection, in their order, or why it had none
public record Connections(List<String> answers) {

    public Connections {
        answers = List.copyOf(answers);
    }

    /// @param atOnce  the number of connections at once; with 1, each is over before the next begins
    /// @param sources the addresses of the client; each may be used for one call for each VIP
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

    /// The connections by server; servers without any are left out.
    public Map<String, Long> byServer() {
        return servers(answers.stream());
    }

    public long of(String server) {
        return byServer().getOrDefault(server, 0L);
    }

    /// Each run of so many after the other, by server.
    public List<Map<String, Long>> cycles(int length) {
        List<Map<String, Long>> cycles = new ArrayList<>();
        for (int i = 0; i + length <= answers.size(); i += length) {
            cycles.add(servers(answers.subList(i, i + length).stream()));
        }
        return cycles;
    }

    /// The reason why the first failed connection failed; empty if none did.
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
