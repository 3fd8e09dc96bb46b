// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.path;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;

/// A JVM in a namespace that sends and answers traffic on request (see `PeerMain`).
final class Peer implements AutoCloseable {
    private final Process process;
    private final BufferedReader answers;
    private final BufferedWriter questions;

    Peer(Netns namespace) throws IOException {
        process = namespace.start(List.of(
                System.getProperty("java.home") + "/bin/java",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Djava.net.preferIPv6Addresses=true",
                "-cp",
                System.getProperty("java.class.path"),
                PeerMain.class.getName()));
        answers = process.inputReader();
        questions = process.outputWriter();
    }

    /// One request, one line of answer.
    String ask(Object... words) throws IOException {
        String question = String.join(
                " ",
                List.of(words).stream()
                        .map(w -> w instanceof InetAddress a ? a.getHostAddress() : w.toString())
                        .toList());
        questions.write(question + "\n");
        questions.flush();
        return String.valueOf(answers.readLine());
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
