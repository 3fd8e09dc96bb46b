// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.traffic;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/// A connection that is kept open with a small request every second or two, each of which must be answered by
/// the same real server. Runs on a separate thread until it is ended or breaks.
final class HeldConnection implements Runnable {
    private static final long LONGEST_PAUSE_MS = Duration.ofSeconds(2).toMillis();

    private final InetSocketAddress from;
    private final InetSocketAddress to;
    private final CountDownLatch answered = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile Account account = new Account("", 0, 0, "", true);

    /// @param server the name of the first server that answered; empty before the first answer
    /// @param moved  the number of answers from other servers
    /// @param broken the reason why the connection ended unexpectedly; empty if it has not
    /// @param open   whether the connection is still open
    record Account(String server, long requests, long moved, String broken, boolean open) {
        Account after(String answer) {
            String first = server.isEmpty() ? answer : server;
            return new Account(first, requests + 1, moved + (answer.equals(first) ? 0 : 1), broken, true);
        }

        Account closed(String why) {
            return new Account(server, requests, moved, why, false);
        }
    }

    HeldConnection(InetSocketAddress from, InetSocketAddress to) {
        this.from = from;
        this.to = to;
    }

    @Override
    public void run() {
        String why = "";
        try (WebConnection connection = WebConnection.open(from, to)) {
            do {
                account = account.after(connection.ask());
                answered.countDown();
            } while (!ended.await(
                    ThreadLocalRandom.current().nextLong(LONGEST_PAUSE_MS / 2, LONGEST_PAUSE_MS),
                    TimeUnit.MILLISECONDS));
        } catch (IOException e) {
            why = String.valueOf(e.getMessage());
        } catch (InterruptedException e) {
            why = "interrupted";
            Thread.currentThread().interrupt();
        }
        account = account.closed(why);
        answered.countDown();
    }

    Account account() {
        return account;
    }

    /// Waits until the connection has been answered once, or can no longer be answered.
    void awaitAnswer() throws InterruptedException {
        answered.await();
    }

    /// Closes the connection after the current request.
    void end() {
        ended.countDown();
    }
}
