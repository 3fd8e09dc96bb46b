// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.probe;

import dev.baro.core.health.Explanation;
import dev.baro.core.health.ProbeTask;
import dev.baro.core.health.Reply;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/// A program: what a closed port is in the language of its environment. Prints the system's words for a missing file,
/// then the verdicts of both families.
public final class VerdictOfAClosedPort {
    private static final int CLOSED = 7000;
    private static final SocketAddress MISSING = UnixDomainSocketAddress.of(Path.of("/nowhere"));

    private VerdictOfAClosedPort() {}

    public static void main(String[] args) throws InterruptedException {
        System.out.println(systemWords());
        try (Probing probing = Probing.in(args[0])) {
            print(probing, Probing.tcp(ProbeNetwork.FAR, ProbeNetwork.VIP, CLOSED));
            print(probing, Probing.tcp(ProbeNetwork.FAR_V6, ProbeNetwork.VIP_V6, CLOSED));
        }
    }

    private static String systemWords() {
        try (SocketChannel channel = SocketChannel.open(MISSING)) {
            return "connected to " + channel;
        } catch (IOException e) {
            return "" + e.getMessage();
        }
    }

    private static void print(Probing probing, ProbeTask task) throws InterruptedException {
        Explanation explanation = probing.explain(task);
        System.out.println(explanation.verdict(task, Reply.NOTHING) + ": "
                + explanation.marked().detail());
    }
}
