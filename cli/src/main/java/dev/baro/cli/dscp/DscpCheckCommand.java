// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.dscp;

import dev.baro.cli.terminal.BaroCommand;
import dev.baro.cli.terminal.Paint;
import dev.baro.core.api.ExitCode;
import dev.baro.core.api.Json;
import dev.baro.core.dscp.Conflicts;
import dev.baro.core.dscp.DscpReport.Finding;
import dev.baro.core.dscp.DscpReport.Findings;
import dev.baro.core.dscp.MarkedVip;
import dev.baro.core.dscp.TakenDscps;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "check",
        description = "Find VIPs that a server could confuse, across all files. Exit code 3 if two VIPs share a value.")
public final class DscpCheckCommand implements Callable<Integer> {
    private static final int SUGGESTED = 3;

    @ParentCommand
    private @Nullable DscpCommand parent;

    @Mixin
    private DscpFiles files = new DscpFiles();

    @Override
    public Integer call() {
        List<MarkedVip> vips = files.vips();
        TakenDscps taken = TakenDscps.of(vips);
        List<Finding> found = Conflicts.among(vips).stream()
                .map(conflict -> Finding.of(conflict, taken.free(conflict.vip(), SUGGESTED)))
                .toList();
        long errors = found.stream().filter(DscpCheckCommand::isError).count();
        switch (files.output()) {
            case TABLE -> print(found, vips.size(), errors);
            case JSON -> out().println(Json.write(new Findings(errors == 0, found)));
        }
        return errors == 0 ? 0 : ExitCode.CONFIG_INVALID;
    }

    private void print(List<Finding> found, int vips, long errors) {
        for (Finding finding : found) {
            String at = finding.file() + (finding.line() == 0 ? "" : ":" + finding.line());
            String free = finding.free().stream().map(String::valueOf).collect(Collectors.joining(", "));
            Paint.Tone tone = isError(finding) ? Paint.Tone.BAD : Paint.Tone.DOUBTFUL;
            out().println(baro().paint().paint(tone, at + ": " + finding.severity() + ": VIP " + finding.vip()) + ": "
                    + finding.what());
            out().println("    " + finding.why() + "; free here: " + (free.isEmpty() ? "none" : free));
        }
        out().println("%d VIP%s in %d file%s: %d error%s, %d warning%s"
                .formatted(
                        vips,
                        plural(vips),
                        files.names().size(),
                        plural(files.names().size()),
                        errors,
                        plural(errors),
                        found.size() - errors,
                        plural(found.size() - errors)));
    }

    private static boolean isError(Finding finding) {
        return finding.severity().equals("error");
    }

    private static String plural(long number) {
        return number == 1 ? "" : "s";
    }

    private PrintStream out() {
        return baro().terminal().out();
    }

    private BaroCommand baro() {
        return java.util.Objects.requireNonNull(parent).baro();
    }
}
