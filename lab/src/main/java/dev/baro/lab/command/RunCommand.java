// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.command;

import dev.baro.core.api.ExitCode;
import dev.baro.lab.balancers.BalancersScale;
import dev.baro.lab.balancers.BalancersScenario;
import dev.baro.lab.forwarding.ForwardingScenario;
import dev.baro.lab.health.HealthScenario;
import dev.baro.lab.host.BaroDaemon;
import dev.baro.lab.host.Lab;
import dev.baro.lab.host.LabSession;
import dev.baro.lab.marks.MarksScale;
import dev.baro.lab.marks.MarksScenario;
import dev.baro.lab.network.LabException;
import dev.baro.lab.network.WaitFactor;
import dev.baro.lab.packets.PacketsScenario;
import dev.baro.lab.page.PageScenario;
import dev.baro.lab.proof.ProofResult;
import dev.baro.lab.proof.Scenario;
import dev.baro.lab.sessions.SessionsScale;
import dev.baro.lab.sessions.SessionsScenario;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = "Build the lab, prove everything, take the lab" + " down.")
public final class RunCommand implements Callable<Integer> {
    enum Format {
        TEXT,
        JSON
    }

    @Mixin
    private NamesOption namesOption = new NamesOption();

    @Option(
            names = {"-o", "--output"},
            defaultValue = "text",
            description = "text or json (default: ${DEFAULT-VALUE}).")
    private Format format = Format.TEXT;

    enum Choice {
        FORWARDING,
        PACKETS,
        HEALTH,
        MARKS,
        SESSIONS,
        BALANCERS,
        PAGE,
        ALL;

        private List<Scenario> scenarios(boolean small) {
            SessionsScale scale = small ? SessionsScale.SMALL : SessionsScale.FULL;
            return switch (this) {
                case FORWARDING -> List.of(new ForwardingScenario());
                case PACKETS -> List.of(new PacketsScenario());
                case HEALTH -> List.of(new HealthScenario());
                case MARKS -> List.of(new MarksScenario(small ? MarksScale.SMALL : MarksScale.FULL));
                case SESSIONS -> List.of(new SessionsScenario(scale));
                case BALANCERS -> List.of(new BalancersScenario(small ? BalancersScale.SMALL : BalancersScale.FULL));
                case PAGE -> List.of(new PageScenario());
                case ALL -> Scenarios.all(scale, small ? MarksScale.SMALL : MarksScale.FULL);
            };
        }
    }

    @Option(
            names = "--scenario",
            paramLabel = "forwarding|packets|health|marks|sessions|balancers|page|all",
            defaultValue = "forwarding",
            description = "The group of proofs: ${DEFAULT-VALUE}.")
    private Choice choice = Choice.FORWARDING;

    @Option(names = "--small", hidden = true, description = "Use smaller numbers, if a scenario has them.")
    private boolean small;

    @Option(names = "--patience", hidden = true, description = "Factor by which a proof may wait longer than promised.")
    private int patience = 1;

    @Override
    public Integer call() {
        WaitFactor.have(patience);
        boolean json = format == Format.JSON;
        // With -o json, standard output carries only the results.
        Screen screen = json ? Screen.silent() : Screen.ofTerminal();
        long startNs = System.nanoTime();
        screen.line(namesOption.touches());
        List<ProofResult> results = new ArrayList<>();
        boolean gone = true;
        for (Scenario scenario : choice.scenarios(small)) {
            gone &= run(scenario, screen, results);
        }
        if (json) {
            print(results, System.out);
        }
        long failed = results.stream().filter(result -> !result.ok()).count();
        screen.line(String.format(
                Locale.ROOT,
                "%n%d of %d proved in %.1f s; %s",
                results.size() - failed,
                results.size(),
                seconds(startNs),
                gone ? "nothing is left behind" : "something is left behind, try: ./baro lab down"));
        screen.line("Next:  ./baro lab up   to explore the lab");
        return failed == 0 && gone ? 0 : ExitCode.FAILED;
    }

    /// Runs one scenario. If the scenario fails, its results so far are kept, and the
    /// other scenarios still run.
    ///
    /// @param results the list to which the proofs' results are added
    /// @return whether everything was removed
    private boolean run(Scenario scenario, Screen screen, List<ProofResult> results) {
        LabSession session;
        try {
            session = LabSession.open(Scenarios.teardown(namesOption.names()));
        } catch (LabException e) {
            if (results.isEmpty()) {
                throw e;
            }
            results.add(failedSetUp(e, screen));
            return true;
        }
        try (session) {
            results.addAll(prove(session, scenario, screen));
        } catch (LabException e) {
            Proving.rethrowInterrupt(e);
            System.err.println("baro lab: " + e.getMessage());
            return false;
        }
        return true;
    }

    private static List<ProofResult> prove(LabSession session, Scenario scenario, Screen screen) {
        try {
            long startNs = System.nanoTime();
            Lab lab = session.build(scenario, screen::progress);
            screen.progress("daemon");
            BaroDaemon daemon = BaroDaemon.start(lab, scenario.configuration());
            daemon.awaitServers();
            lab.awaitAnswers();
            screen.line(String.format(
                    Locale.ROOT,
                    "up in %.1f s, XDP %s",
                    seconds(startNs),
                    String.join(", ", daemon.status().interfaceModes())));
            screen.line(scenario.picture());
            screen.line("PROVED BY COUNTING");
            screen.progress("requests");
            String text = BaroDaemon.resource(scenario.configuration());
            return new Proving(proof -> proof.result(lab), () -> daemon.recover(text), screen)
                    .all(scenario.proofs(lab, daemon));
        } catch (RuntimeException e) {
            Proving.rethrowInterrupt(e);
            return List.of(failedSetUp(e, screen));
        }
    }

    private static ProofResult failedSetUp(RuntimeException failure, Screen screen) {
        ProofResult failed = Proving.failedSetUp(failure);
        screen.line(failed.line());
        return failed;
    }

    private static void print(List<ProofResult> results, PrintStream out) {
        out.println(JsonMapper.builder()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .build()
                .writeValueAsString(results));
    }

    private static double seconds(long sinceNs) {
        return Duration.ofNanos(System.nanoTime() - sinceNs).toMillis() / 1000.0;
    }
}
