// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.dscp;

import dev.baro.cli.terminal.BaroCommand;
import dev.baro.cli.terminal.Paint;
import dev.baro.cli.terminal.SourceText;
import dev.baro.cli.terminal.Table;
import dev.baro.cli.terminal.Table.Column;
import dev.baro.core.api.Json;
import dev.baro.core.dscp.CodePoint;
import dev.baro.core.dscp.DscpReport;
import dev.baro.core.dscp.MarkedVip;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(name = "list", description = "Show which DSCP marks which VIP, and other uses of that value.")
public final class DscpListCommand implements Callable<Integer> {
    private static final int SUGGESTED = 14;

    @ParentCommand
    private @Nullable DscpCommand parent;

    @Mixin
    private DscpFiles files = new DscpFiles();

    @Option(names = "--all", description = "all 64 values; without a FILE and a default file, only the values")
    private boolean all;

    @Override
    public Integer call() {
        List<MarkedVip> vips = isRegistryAlone() ? List.of() : files.vips();
        Set<Integer> used = vips.stream().map(MarkedVip::codePoint).collect(Collectors.toSet());
        List<CodePoint> shown = CodePoint.all().stream()
                .filter(point -> all || used.contains(point.value()) && point.value() != 0)
                .toList();
        switch (files.output()) {
            case TABLE -> print(shown, vips, used);
            case JSON -> out().println(Json.write(DscpReport.Values.of(shown, vips)));
        }
        return 0;
    }

    private boolean isRegistryAlone() {
        return all && !files.areNamed() && Files.notExists(Path.of(SourceText.DEFAULT_FILE));
    }

    private void print(List<CodePoint> shown, List<MarkedVip> vips, Set<Integer> used) {
        Table table = new Table(
                Column.text("DSCP"),
                Column.text("POOL"),
                Column.text("VIP"),
                Column.text("FILE"),
                Column.number("SERVERS"),
                Column.text("NOTE"));
        for (CodePoint point : shown) {
            List<MarkedVip> owners = vips.stream()
                    .filter(vip -> point.value() != 0 && vip.codePoint() == point.value())
                    .toList();
            owners.forEach(owner -> row(table, point, owner));
            if (owners.isEmpty()) {
                table.row(Paint.Tone.PLAIN, point.toString(), pool(point), "-", "-", "-", note(point));
            }
        }
        table.lines(baro().paint()).forEach(out()::println);
        vips.stream()
                .filter(vip -> vip.codePoint() == 0)
                .forEach(vip -> out().println(
                                "VIP " + vip.name() + " of " + vip.source() + " has no DSCP; see: baro dscp plan"));
        String free =
                CodePoint.free(used, SUGGESTED).stream().map(String::valueOf).collect(Collectors.joining(", "));
        out().println("free on every server, best first: " + (free.isEmpty() ? "none" : free));
    }

    private static void row(Table table, CodePoint point, MarkedVip owner) {
        table.row(
                point.isMarkedByOthers() ? Paint.Tone.DOUBTFUL : Paint.Tone.PLAIN,
                point.toString(),
                pool(point),
                owner.name(),
                owner.source(),
                Integer.toString(owner.servers().size()),
                note(point));
    }

    private static String pool(CodePoint point) {
        return Integer.toString(point.pool().number());
    }

    private static String note(CodePoint point) {
        String use = point.use().isEmpty() ? "" : "%s (%s)".formatted(point.use(), point.source());
        return switch (point.rank()) {
            case LOCAL -> "local use";
            case STANDARD, IN_USE -> use;
            case RESERVED -> "used only on request: " + use;
            case FOLD_TARGET -> "other values change to it where bits are cleared" + (use.isEmpty() ? "" : "; " + use);
        };
    }

    private PrintStream out() {
        return baro().terminal().out();
    }

    private BaroCommand baro() {
        return java.util.Objects.requireNonNull(parent).baro();
    }
}
