// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.command;

import dev.baro.agent.apply.Changes;
import dev.baro.agent.apply.Step;
import dev.baro.agent.config.AgentConfig;
import dev.baro.agent.config.ServedVip;
import dev.baro.agent.doctor.Doctor;
import dev.baro.agent.facts.Facts;
import dev.baro.agent.facts.Wish;
import dev.baro.agent.host.AppliedState;
import dev.baro.agent.host.AppliedStateFile;
import dev.baro.agent.host.Commands;
import dev.baro.agent.host.HostState;
import dev.baro.agent.host.TunnelEnd;
import dev.baro.agent.host.Tunnels;
import dev.baro.agent.status.Status;
import dev.baro.agent.status.VipStatus;
import dev.baro.core.model.IpAddress;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.Optional;

/// Executes the verbs: reads the actual state, computes the changes, and applies or prints them.
///
/// @param out the stream for the changes, one line each
public record Agent(
        Commands commands, TunnelEnd tunnelEnd, AppliedStateFile memoryFile, PrintWriter out, boolean dryRun) {

    /// Apply may safely be repeated or interrupted: the next apply continues from the actual state.
    ///
    /// @param source the configuration to store, in the form of `agent.yaml`
    public void apply(AgentConfig config, String source) throws IOException {
        if (dryRun) {
            print(applyChanges(config, source).steps());
            return;
        }
        try (FileChannel _ = memoryFile.lock()) {
            Changes changes = applyChanges(config, source);
            memoryFile.write(changes.during());
            make(changes.steps());
            memoryFile.write(changes.after());
            if (changes.steps().isEmpty()) {
                out.println("nothing to change");
            }
        }
    }

    /// Repeats the last apply if any part of it is missing.
    ///
    /// @return the changes, one line each; empty if nothing was missing or applied
    List<String> restore() throws IOException {
        try (FileChannel _ = memoryFile.lock()) {
            AppliedState memory = memoryFile.read();
            Optional<AgentConfig> applied = memory.appliedConfig();
            if (applied.isEmpty()) {
                return List.of();
            }
            Changes changes = applyChanges(applied.get(), memory.applied());
            if (!changes.steps().isEmpty()) {
                memoryFile.write(changes.during());
                changes.steps().forEach(this::make);
                memoryFile.write(changes.after());
            }
            return changes.steps().stream().map(Step::done).toList();
        }
    }

    /// Reverts exactly the changes that apply made, and reports the rest.
    public void undo() throws IOException {
        if (dryRun) {
            print(Changes.toUndo(present(), memoryFile.read()).steps());
            return;
        }
        try (FileChannel _ = memoryFile.lock()) {
            AppliedState memory = memoryFile.read();
            Changes changes = Changes.toUndo(present(), memory);
            make(changes.steps());
            memoryFile.delete();
            if (changes.steps().isEmpty()) {
                out.println("nothing to undo");
            }
            leftAlone(memory).forEach(out::println);
        }
    }

    public Status status(AgentConfig config) {
        HostState present = present();
        List<VipStatus> vips = VipStatus.all(Changes.resolved(config, present, memoryFile.read()), present);
        return new Status(vips, present.decapsulator());
    }

    /// The facts for the doctor's checks.
    ///
    /// @param options the options of `apply` for the same configuration
    public Facts facts(AgentConfig config, List<String> options) {
        AgentConfig filled = Changes.filled(config, present(), memoryFile.read());
        return Doctor.facts(commands, new Wish(filled, options), tunnelEnd.present(), memoryFile.lastWritten());
    }

    private HostState present() {
        return HostState.read(commands, tunnelEnd);
    }

    private Changes applyChanges(AgentConfig config, String source) {
        HostState present = present();
        AppliedState memory = memoryFile.read();
        return Changes.toApply(Changes.resolved(config, present, memory), source, present, memory);
    }

    private List<String> leftAlone(AppliedState memory) {
        HostState after = present();
        return memory.appliedConfig().map(AgentConfig::vipAddresses).orElse(List.of()).stream()
                .filter(after::holds)
                .map(this::leftAlone)
                .toList();
    }

    private String leftAlone(IpAddress vip) {
        return "left " + ServedVip.hostPrefix(vip) + " on lo: it was there before apply, or this is not known";
    }

    private void make(List<Step> steps) {
        for (Step step : steps) {
            make(step);
            out.println(step.done());
            out.flush();
        }
    }

    private void make(Step step) {
        switch (step) {
            case Step.Run(List<String> command, String input, String _) -> {
                String _ = commands.run(command, input);
            }
            case Step.Decapsulate(Tunnels tunnels) ->
                tunnelEnd.apply(tunnels).attachments().stream()
                        .filter(a -> !a.nativeMode())
                        .forEach(
                                a -> out.println(
                                        a.interfaceName()
                                                + ": the driver cannot run XDP programs, so the kernel runs it (generic mode, slower)"));
            case Step.StopDecapsulating _ -> tunnelEnd.remove();
        }
    }

    private void print(List<Step> steps) {
        steps.forEach(s -> out.println(s.shown()));
        if (steps.isEmpty()) {
            out.println("# nothing to change");
        }
    }
}
