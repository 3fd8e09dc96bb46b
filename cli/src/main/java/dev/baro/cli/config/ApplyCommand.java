// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.config;

import dev.baro.cli.client.ApplyRequest;
import dev.baro.cli.client.ForceOption;
import dev.baro.cli.client.SocketOption;
import dev.baro.cli.terminal.BaroCommand;
import dev.baro.cli.terminal.SourceText;
import dev.baro.cli.terminal.Terminal;
import dev.baro.cli.terminal.TimeConverter;
import dev.baro.core.api.Applied;
import dev.baro.core.api.ExitCode;
import dev.baro.core.api.OperatorException;
import dev.baro.core.peer.AppliedAll;
import dev.baro.core.peer.AppliedAll.Outcome;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "apply",
        description = {
            "Make the daemon reload its file.",
            "A file with an error changes nothing. A file that would cut off traffic, by removing every VIP, every"
                    + " server of a",
            "VIP or its DSCP, needs --force. The change is rolled back if a VIP that it changed then lacks servers,"
                    + " or if many",
            "of its servers fail."
        })
public final class ApplyCommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable BaroCommand baro;

    @Mixin
    private SocketOption socket = new SocketOption();

    @Mixin
    private ForceOption force = new ForceOption();

    @Option(names = "--reason", paramLabel = "TEXT", description = "reason shown in baro history")
    private String reason = "";

    @Option(
            names = "--confirm-within",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description = "roll it back unless confirmed by baro confirm within this time, such as 60s")
    private Duration within = Duration.ZERO;

    @Option(names = "--no-rollback", description = "keep it in force even if servers fail because of it")
    private boolean unwatched;

    @Option(
            names = "--if-revision",
            paramLabel = "N",
            converter = RevisionNumber.class,
            description = "apply only while rN, as shown by baro status, is in force, so as not to overwrite another"
                    + " operator's change")
    private int seen;

    @Option(
            names = "--all",
            description = {
                "apply FILE on this balancer and on all its peers, which must agree first;",
                "without FILE: the daemon's own file"
            })
    private boolean all;

    @Option(names = "--reachable", description = "with --all: skip balancers that do not answer")
    private boolean reachable;

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "the file for --all; - is the standard input")
    private String file = "";

    @Override
    public Integer call() {
        if (all && seen != 0) {
            throw new OperatorException(
                    ExitCode.USAGE,
                    "baro: each balancer has its own revision numbers, so --if-revision cannot be"
                            + " used with --all");
        }
        if (all) {
            return everywhere();
        }
        if (!file.isEmpty() || reachable) {
            throw new OperatorException(
                    ExitCode.USAGE,
                    "baro: apply makes the daemon read its own file; FILE and --reachable require --all");
        }
        Terminal terminal = java.util.Objects.requireNonNull(baro).terminal();
        Applied applied = force.ask(terminal, forced -> socket.client().apply(wanted(forced)));
        AppliedView.print(applied, terminal);
        if (!within.isZero()) {
            terminal.out().println("to keep it, type within " + within.toSeconds() + " s: baro confirm");
        }
        return 0;
    }

    private ApplyRequest wanted(boolean forced) {
        return new ApplyRequest(reason, within, !unwatched, forced, seen);
    }

    private int everywhere() {
        Terminal terminal = java.util.Objects.requireNonNull(baro).terminal();
        Optional<SourceText> source = file.isEmpty() ? Optional.empty() : Optional.of(SourceText.read(file));
        AppliedAll applied = force.ask(terminal, forced -> socket.client().applyAll(source, wanted(forced), reachable));
        for (Outcome each : applied.balancers()) {
            if (each.applied()) {
                terminal.out().println(each.balancer() + ": r" + each.revision() + " live");
            } else {
                String runs = each.revision() == 0 ? "" : "; it runs r" + each.revision();
                terminal.err().println(each.balancer() + ": " + each.result() + ": " + each.text() + runs);
            }
            each.restart().forEach(line -> terminal.err().println(each.balancer() + ": not in force yet: " + line));
        }
        if (!within.isZero()) {
            terminal.out().println("to keep it, type within " + within.toSeconds() + " s, on each: baro confirm");
        }
        return applied.complete() ? 0 : ExitCode.PARTLY_DONE;
    }
}
