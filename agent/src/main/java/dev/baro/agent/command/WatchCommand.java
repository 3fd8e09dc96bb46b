// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.command;

import dev.baro.core.api.OperatorException;
import dev.baro.dataplane.kernel.IgnoredSignals;
import dev.baro.dataplane.kernel.ServiceManager;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "watch",
        description = {
            "Keep the last applied state: restore what other programs remove, and print one line for each change.",
            "Waits longer, up to five minutes, while its changes keep being undone. After undo there is nothing to"
                    + " keep.",
            "Whenever it ends, everything stays in place."
        },
        mixinStandardHelpOptions = true)
public final class WatchCommand implements Callable<Integer> {
    private static final int SIGINT = 2;
    private static final int SIGTERM = 15;
    /// Each piece of a wait lasts the service manager's watchdog time divided by this number, because a check
    /// takes time as well.
    private static final int PIECES = 4;

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private StateOptions state = new StateOptions();

    @Option(
            names = "--every",
            paramLabel = "SECONDS",
            description = "Seconds between two checks (default: ${DEFAULT-VALUE}).")
    private int everySeconds = 5;

    @Option(
            names = "--looks",
            paramLabel = "NUMBER",
            description = "Exit after this number of checks; 0 for never (default: ${DEFAULT-VALUE}).")
    private int looks;

    @Override
    public Integer call() throws InterruptedException {
        if (everySeconds < 1 || looks < 0) {
            throw new ParameterException(
                    spec().commandLine(), "--every must be 1 second or more, and --looks must not be negative");
        }
        // The handling of SIGHUP is left unchanged, because under nohup it must not end this process.
        IgnoredSignals.restoreDefault(SIGINT, SIGTERM);
        Agent agent = state.agent(new PrintWriter(new StringWriter()), false);
        ServiceManager manager = ServiceManager.ofProcess();
        Backoff patience = Backoff.of(Duration.ofSeconds(everySeconds));
        for (int look = 1; looks == 0 || look <= looks; look++) {
            patience = patience.after(isWell(agent, patience.inARow() + 1));
            String _ = manager.ready("consecutive checks that found something to fix: " + patience.inARow());
            if (looks == 0 || look < looks) {
                pause(manager, patience.pause());
            }
        }
        return 0;
    }

    /// Waits in several short pieces, and notifies the service manager between them.
    private static void pause(ServiceManager manager, Duration pause) throws InterruptedException {
        Duration longest =
                manager.watchdog().map(watchdog -> watchdog.dividedBy(PIECES)).orElse(pause);
        for (Duration left = pause; left.isPositive(); left = left.minus(longest)) {
            manager.alive();
            Thread.sleep(left.compareTo(longest) < 0 ? left : longest);
        }
        manager.alive();
    }

    /// Checks the server once, and fixes any problems.
    private boolean isWell(Agent agent, int inARow) {
        try {
            List<String> done = agent.restore();
            done.forEach(step -> event("warning", "DRIFT_REPAIRED", step, inARow));
            return done.isEmpty();
        } catch (OperatorException | IOException e) {
            event("error", "REPAIR_FAILED", String.valueOf(e.getMessage()), inARow);
            return false;
        }
    }

    private void event(String level, String event, String text, int inARow) {
        PrintWriter out = spec().commandLine().getOut();
        out.println("time=%s level=%s event=%s in_a_row=%d text=\"%s\""
                .formatted(
                        Instant.now().truncatedTo(ChronoUnit.MILLIS),
                        level,
                        event,
                        inARow,
                        text.replace("\\", "\\\\").replace("\"", "\\\"").replaceAll("\\p{Cntrl}+", " ")));
        out.flush();
    }

    private CommandSpec spec() {
        return Objects.requireNonNull(spec, "picocli sets it");
    }
}
