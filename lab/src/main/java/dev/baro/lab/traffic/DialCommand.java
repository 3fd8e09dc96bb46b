// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.traffic;

import dev.baro.lab.network.LabException;
import dev.baro.lab.network.Pause;
import dev.baro.lab.network.TestVip;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;

/// Opens a new connection every ten milliseconds, each from the next local port, and prints an [Outage]: how
/// long first SYNs went unanswered. A SYN that has to be repeated counts as not answered.
@Command(name = "dial", hidden = true, description = "Open connections for a time and print the outage.")
public final class DialCommand implements Callable<Integer> {
    static final String READY = "dialling";

    private static final JsonMapper JSON = new JsonMapper();
    private static final int FIRST_PORT = 10_000;
    private static final Duration INTERVAL = Duration.ofMillis(10);
    /// Shorter than the second after which the kernel repeats a SYN.
    private static final Duration PATIENCE = Duration.ofMillis(900);

    @Parameters(index = "0")
    private String vip = "";

    @Parameters(index = "1")
    private int seconds;

    @Parameters(index = "2")
    private String source = "";

    private final List<Call> calls = new ArrayList<>();

    /// One connection attempt. It ends when it is answered, or when an answer to its first SYN
    /// would be too late.
    private static final class Call {
        private final long beganNs = System.nanoTime();
        private final SocketChannel channel;
        private boolean answered;

        Call(SocketChannel channel) {
            this.channel = channel;
        }
    }

    @Override
    public Integer call() {
        long endNs = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
        System.out.println(READY);
        List<Call> pending = new ArrayList<>();
        while (System.nanoTime() - endNs < 0) {
            pending.add(begin(FIRST_PORT + calls.size()));
            Pause.of(INTERVAL);
            pending.removeIf(DialCommand::isOver);
        }
        while (!pending.isEmpty()) {
            Pause.of(INTERVAL);
            pending.removeIf(DialCommand::isOver);
        }
        System.out.println(JSON.writeValueAsString(Outage.of(
                calls.stream().map(call -> call.beganNs).toList(),
                calls.stream().map(call -> call.answered).toList())));
        return 0;
    }

    private Call begin(int port) {
        try {
            SocketChannel channel = SocketChannel.open();
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            channel.bind(new InetSocketAddress(source, port));
            Call call = new Call(channel);
            calls.add(call);
            boolean _ = channel.connect(new InetSocketAddress(vip, TestVip.HTTP));
            return call;
        } catch (IOException e) {
            throw new LabException("dial " + vip + ": " + e.getMessage(), e);
        }
    }

    private static boolean isOver(Call call) {
        // The time is checked first, because an answer after the limit does not count.
        boolean late = System.nanoTime() - call.beganNs > PATIENCE.toNanos();
        boolean over = late;
        try {
            if (!late && call.channel.finishConnect()) {
                call.answered = true;
                over = true;
            }
        } catch (IOException e) {
            // The connection was refused, or there is no route.
            over = true;
        }
        if (over) {
            close(call.channel);
        }
        return over;
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new LabException("dial: " + e.getMessage(), e);
        }
    }
}
