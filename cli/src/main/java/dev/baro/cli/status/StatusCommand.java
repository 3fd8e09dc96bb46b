// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.status;

import dev.baro.cli.client.SocketOption;
import dev.baro.cli.doctor.KernelAlone;
import dev.baro.cli.terminal.BaroCommand;
import dev.baro.cli.terminal.LiveScreen;
import dev.baro.cli.terminal.OutputFormat;
import dev.baro.cli.terminal.OutputOption;
import dev.baro.core.api.ExitCode;
import dev.baro.core.api.Json;
import dev.baro.core.api.OperatorException;
import dev.baro.core.api.Status;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "status",
        description = {
            "Show what the balancer is and does: problems first, then its VIPs and their real servers.",
            "Of more than " + StatusView.MOST_ROWS + " VIPs or real servers, only those that are not well are shown.",
            "Exit code 1 when there is a problem."
        })
public final class StatusCommand implements Callable<Integer> {
    private static final int ALL_SERVERS = 999_999_999;

    @ParentCommand
    private @Nullable BaroCommand baro;

    @Mixin
    private SocketOption socket = new SocketOption();

    @Mixin
    private OutputOption output = new OutputOption();

    @Parameters(arity = "0..1", paramLabel = "VIP", description = "only this one, with all its real servers")
    private String vip = "";

    @Option(names = "--all", description = "show every VIP and every real server, however many")
    private boolean all;

    @Option(names = "--problems", description = "show what to act on and nothing else")
    private boolean problems;

    @Option(
            names = {"-w", "--watch"},
            description = "show it again every two seconds, until interrupted")
    private boolean watch;

    @Option(names = "--timing", description = "measure for a second what the program in the kernel takes for a packet")
    private boolean timing;

    @Override
    public Integer call() throws InterruptedException {
        LiveScreen screen = new LiveScreen(Objects.requireNonNull(baro).terminal());
        if (watch) {
            screen.show(() -> {
                String json = json();
                return lines(json, Json.read(json, Status.class));
            });
        }
        String json = json();
        Status status = Json.read(json, Status.class);
        screen.print(lines(json, status));
        if (timing) {
            screen.print(List.of("", TimingView.line(socket.client().timing())));
        }
        return status.problems().isEmpty() ? 0 : ExitCode.FAILED;
    }

    private List<String> lines(String json, Status status) {
        if (output.format() == OutputFormat.JSON) {
            return json.strip().lines().toList();
        }
        StatusView view = new StatusView(status, Objects.requireNonNull(baro).paint());
        if (problems) {
            return view.problems();
        }
        return vip.isEmpty() ? view.lines(all) : view.ofVip();
    }

    /// Without a daemon, what becomes of packets is what an operator asks next.
    private String json() {
        boolean everything = all || !vip.isEmpty() || output.format() == OutputFormat.JSON;
        try {
            return socket.client().status(vip, everything ? ALL_SERVERS : StatusView.MOST_ROWS);
        } catch (OperatorException e) {
            if (e.exitCode() == ExitCode.DAEMON_NOT_REACHABLE) {
                throw new OperatorException(e.exitCode(), e.getMessage() + "\n" + KernelAlone.sentence(), e);
            }
            throw e;
        }
    }
}
