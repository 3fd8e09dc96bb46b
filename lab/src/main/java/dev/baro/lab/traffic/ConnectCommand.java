// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.traffic;

import dev.baro.lab.network.TestVip;
import dev.baro.lab.network.Together;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Opens connections, each from a unique address and port, and prints which server answered each of them, one
/// per line, in order. Left to choose, the kernel would reuse the port of a connection that has just ended,
/// whose session the balancer rightly keeps.
@Command(name = "connect", hidden = true, description = "Open connections and print which servers answered.")
public final class ConnectCommand implements Callable<Integer> {
    /// The start of an output line for a connection without an answer.
    static final String FAILED = "failed: ";

    @Parameters(index = "0")
    private String vip = "";

    @Parameters(index = "1")
    private int count;

    @Option(names = "--from", arity = "1..*", required = true)
    private List<String> sources = List.of();

    @Option(names = "--first-port", defaultValue = "10000")
    private int firstPort;

    @Option(names = "--at-once", defaultValue = "32")
    private int atOnce;

    private final AtomicInteger next = new AtomicInteger();

    @Override
    public Integer call() {
        AtomicReferenceArray<String> answers = new AtomicReferenceArray<>(count);
        Together.map(IntStream.range(0, atOnce).boxed().toList(), _ -> {
            for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                answers.set(i, answer(i));
            }
            return true;
        });
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < count; i++) {
            lines.append(answers.get(i)).append('\n');
        }
        System.out.print(lines);
        return 0;
    }

    private String answer(int i) {
        String source = sources.get(i % sources.size());
        InetSocketAddress from = new InetSocketAddress(source, firstPort + i / sources.size());
        try (WebConnection connection = WebConnection.open(from, new InetSocketAddress(vip, TestVip.HTTP))) {
            return connection.askOnce();
        } catch (IOException e) {
            return FAILED + e.getMessage();
        }
    }
}
