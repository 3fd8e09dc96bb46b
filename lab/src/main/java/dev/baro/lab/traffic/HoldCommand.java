// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.traffic;

import dev.baro.lab.network.TestVip;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;

/// Holds connections until its standard input ends. Prints a [HoldAccount] as one line of JSON when all
/// are answered, and for each line that it reads: `account`, or `end SERVER N`, which closes all but N
/// of a server's connections.
@Command(name = "hold", hidden = true, description = "Keep connections open and account for them.")
public final class HoldCommand implements Callable<Integer> {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int FIRST_PORT = 10_000;

    @Parameters(index = "0")
    private String vip = "";

    @Parameters(index = "1")
    private int count;

    @Parameters(index = "2")
    private String source = "";

    private final List<HeldConnection> connections = new ArrayList<>();

    @Override
    public Integer call() throws IOException, InterruptedException {
        for (int i = 0; i < count; i++) {
            HeldConnection connection = new HeldConnection(
                    new InetSocketAddress(source, FIRST_PORT + i), new InetSocketAddress(vip, TestVip.HTTP));
            connections.add(connection);
            Thread.ofVirtual().name("held", i).start(connection);
        }
        for (HeldConnection connection : connections) {
            connection.awaitAnswer();
        }
        printAccount();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] words = line.split(" ", -1);
            if (words[0].equals("end")) {
                end(words[1], Integer.parseInt(words[2]));
            }
            printAccount();
        }
        return 0;
    }

    private void end(String server, int but) {
        connections.stream()
                .filter(connection -> connection.account().open())
                .filter(connection -> connection.account().server().equals(server))
                .skip(but)
                .forEach(HeldConnection::end);
    }

    private void printAccount() {
        System.out.println(JSON.writeValueAsString(
                HoldAccount.of(connections.stream().map(HeldConnection::account).toList())));
    }
}
