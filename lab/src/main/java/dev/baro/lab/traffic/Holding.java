// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.traffic;

import dev.baro.lab.host.Lab;
import dev.baro.lab.network.Command;
import dev.baro.lab.network.LabException;
import dev.baro.lab.network.Pause;
import dev.baro.lab.network.WaitFactor;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tools.jackson.databind.json.JsonMapper;

/// Connections that a client holds open in a separate process. That process never outlives this one, because
/// its standard input then ends.
public final class Holding implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration LIMIT = Duration.ofSeconds(60);
    /// A time longer than a held connection's pause between two requests, and longer than a request may take.
    private static final Duration EVERY_CONNECTION_ASKED = Duration.ofMillis(3_500);

    private final Process process;
    private final Writer out;
    private final BufferedReader in;
    private HoldAccount account;

    private Holding(Process process) {
        this.process = process;
        this.out = process.outputWriter();
        this.in = process.inputReader();
        this.account = read();
    }

    /// Opens the connections, and returns when every connection has been answered.
    ///
    /// @throws LabException if a connection is not answered
    public static Holding start(Lab lab, String vip, int connections, String source) {
        Command command = lab.launcher().in(lab.client(), "lab", "hold", vip, Integer.toString(connections), source);
        Holding holding = new Holding(command.startWithPipes());
        HoldAccount account = holding.account;
        if (account.all().open() != connections) {
            holding.close();
            throw new LabException("hold " + connections + " connections to " + vip + ": "
                    + account.all().open() + " answered; " + account.reasons());
        }
        return holding;
    }

    /// The account after one more request on every connection.
    public HoldAccount settled() {
        Pause.of(EVERY_CONNECTION_ASKED);
        return say("account");
    }

    /// The last account that was read.
    public HoldAccount account() {
        return account;
    }

    /// Closes all connections of a server except `but` of them, and returns once they are closed.
    public HoldAccount end(String server, int but) {
        say("end " + server + " " + but);
        return settled();
    }

    @Override
    public void close() {
        try {
            out.close();
            if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            // The process has already ended.
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private HoldAccount say(String line) {
        try {
            out.write(line + "\n");
            out.flush();
        } catch (IOException e) {
            throw new LabException("hold connections: " + e.getMessage(), e);
        }
        account = read();
        return account;
    }

    private HoldAccount read() {
        Duration limit = WaitFactor.slow(LIMIT);
        try {
            String line = CompletableFuture.supplyAsync(this::line).get(limit.toSeconds(), TimeUnit.SECONDS);
            return JSON.readValue(line, HoldAccount.class);
        } catch (TimeoutException | ExecutionException e) {
            process.destroyForcibly();
            throw new LabException("hold connections: no account within " + limit.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new LabException("hold connections: interrupted", e);
        }
    }

    private String line() {
        try {
            String line = in.readLine();
            if (line == null) {
                throw new LabException("hold connections: it ended");
            }
            return line;
        } catch (IOException e) {
            throw new LabException("hold connections: " + e.getMessage(), e);
        }
    }
}
