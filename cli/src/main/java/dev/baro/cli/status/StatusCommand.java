// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.status;

import dev.baro.cli.client.DaemonClient;
import dev.baro.cli.client.SocketOption;
import dev.baro.cli.doctor.KernelAlone;
import dev.baro.cli.terminal.AnswerForm;
import dev.baro.cli.terminal.BaroCommand;
import dev.baro.cli.terminal.Forms;
import dev.baro.cli.terminal.LiveScreen;
import dev.baro.cli.terminal.OutputOption;
import dev.baro.cli.terminal.Paint;
import dev.baro.core.api.ExitCode;
import dev.baro.core.api.Json;
import dev.baro.core.api.OperatorException;
import dev.baro.core.api.ServerList;
import dev.baro.core.api.SessionList;
import dev.baro.core.api.Status;
import dev.baro.core.api.Status.VipStatus;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
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
            "Show the state of the balancer: problems first, then its VIPs and their real servers.",
            "With more than " + StatusView.MOST_ROWS + " VIPs or real servers, only unhealthy ones are shown.",
            "Exit code 1 if there is a problem."
        })
public final class StatusCommand implements Callable<Integer> {
    private static final int ALL_SERVERS = 999_999_999;

    /// The forms for people, which show only the unwell VIPs if there are many.
    private static final Set<AnswerForm> FOR_PEOPLE = EnumSet.of(AnswerForm.TABLE, AnswerForm.WIDE);

    @ParentCommand
    private @Nullable BaroCommand baro;

    @Mixin
    private SocketOption socket = new SocketOption();

    @Mixin
    private OutputOption output = new OutputOption();

    @Parameters(arity = "0..1", paramLabel = "VIP", description = "only this VIP, with all its real servers")
    private String vip = "";

    @Option(names = "--all", description = "show every VIP and every real server, regardless of their number")
    private boolean all;

    @Option(names = "--problems", description = "show only problems")
    private boolean problems;

    @Option(
            names = {"-w", "--watch"},
            description = "refresh every two seconds until interrupted")
    private boolean watch;

    @Option(names = "--timing", description = "measure the cost of a packet in the kernel program for a second")
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
        Paint paint = Objects.requireNonNull(baro).paint();
        return output.lines(Forms.of(() -> json, () -> shown(new StatusView(status, paint, false)))
                .with(AnswerForm.WIDE, () -> shown(new StatusView(status, paint, true)))
                .with(
                        AnswerForm.NAME,
                        () -> status.vips().stream().map(VipStatus::name).toList())
                .with(AnswerForm.IPVSADM, () -> ipvsadm(status)));
    }

    private List<String> shown(StatusView view) {
        if (problems) {
            return view.problems();
        }
        return vip.isEmpty() ? view.lines(all) : view.ofVip();
    }

    private List<String> ipvsadm(Status status) {
        DaemonClient client = socket.client();
        Objects.requireNonNull(baro).terminal().err().println("note: " + IpvsadmView.LEFT_OUT);
        return new IpvsadmView(
                        status,
                        Json.read(client.sessions(vip, "", ""), SessionList.class),
                        Json.read(client.servers(), ServerList.class))
                .lines();
    }

    /// Reads the status. If no daemon runs, the error also explains what happens to packets.
    private String json() {
        boolean everything = all || !vip.isEmpty() || !FOR_PEOPLE.contains(output.form());
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
