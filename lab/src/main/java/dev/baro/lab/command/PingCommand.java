// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.command;

import java.io.IOException;
import java.net.InetAddress;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// Replaces `ping`, which a minimal machine may not have. As root, Java sends ICMP echo requests.
@Command(name = "ping", hidden = true, description = "Send echo requests until one is not answered.")
public final class PingCommand implements Callable<Integer> {
    private static final int LIMIT_MS = 1_000;

    @Parameters(index = "0")
    private String address = "";

    @Parameters(index = "1")
    private int count;

    @Override
    public Integer call() throws IOException {
        int answered = 0;
        while (answered < count && InetAddress.getByName(address).isReachable(LIMIT_MS)) {
            answered++;
        }
        System.out.println(answered);
        return 0;
    }
}
