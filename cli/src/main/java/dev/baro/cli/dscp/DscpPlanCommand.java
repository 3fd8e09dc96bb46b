// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.dscp;

import dev.baro.cli.terminal.BaroCommand;
import dev.baro.core.api.ExitCode;
import dev.baro.core.api.Json;
import dev.baro.core.dscp.Allocation;
import dev.baro.core.dscp.Allocation.Choice;
import dev.baro.core.dscp.Allocator;
import dev.baro.core.dscp.CodePoint;
import dev.baro.core.dscp.DscpReport;
import dev.baro.core.dscp.Preference;
import dev.baro.core.writer.MarkChanges;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "plan",
        description = {
            "Give every VIP a DSCP that no other VIP of its servers has, and print the changes as YAML.",
            "VIPs without a DSCP get one; existing ones are kept if possible. Exit code 1 if there is no plan."
        })
public final class DscpPlanCommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable DscpCommand parent;

    @Mixin
    private DscpFiles files = new DscpFiles();

    @Option(
            names = "--allow",
            paramLabel = "DSCP",
            split = ",",
            description = "allow one of the reserved values 8, 18, 46, 48, 56; repeatable")
    private Set<Integer> allowed = new LinkedHashSet<>();

    @Option(names = "--fresh", description = "ignore the current assignment")
    private boolean fresh;

    @Override
    public Integer call() {
        Allocation allocation = Allocator.allocate(files.vips(), allowed, fresh);
        switch (files.output()) {
            case TABLE -> print(allocation);
            case JSON -> out().println(Json.write(DscpReport.Plan.of(allocation)));
        }
        return allocation instanceof Allocation.Assigned ? 0 : ExitCode.FAILED;
    }

    private void print(Allocation allocation) {
        switch (allocation) {
            case Allocation.Impossible(String reason) ->
                baro().terminal().err().println("baro: there is no plan: " + reason);
            case Allocation.Assigned(List<Choice> choices, boolean fewest) -> {
                Map<String, List<Choice>> byFile = choices.stream()
                        .collect(Collectors.groupingBy(
                                choice -> choice.vip().source(), LinkedHashMap::new, Collectors.toList()));
                byFile.forEach(this::print);
                risky(choices, fewest);
            }
        }
    }

    private void print(String file, List<Choice> choices) {
        long changed = choices.stream().filter(Choice::isChange).count();
        out().println("# %s: %d of %d VIPs change".formatted(file, changed, choices.size()));
        if (changed > 0) {
            out().print(MarkChanges.yaml(choices));
        }
    }

    private void risky(List<Choice> choices, boolean fewest) {
        List<String> doubtful = choices.stream()
                .filter(choice -> CodePoint.of(choice.dscp().codePoint()).rank() != Preference.LOCAL)
                .map(choice -> choice.vip().name() + " " + choice.dscp())
                .distinct()
                .toList();
        if (!doubtful.isEmpty()) {
            out().println("# outside the local-use values: " + String.join(", ", doubtful));
            out().println(
                            fewest
                                    ? "# no plan that keeps these values changes fewer"
                                    : "# a plan with fewer changes was not found, but may exist");
        }
    }

    private PrintStream out() {
        return baro().terminal().out();
    }

    private BaroCommand baro() {
        return java.util.Objects.requireNonNull(parent).baro();
    }
}
