// SPDX-License-Identifier: Apache-2.0
package dev.baro.cli.status;

import dev.baro.cli.client.SocketOption;
import dev.baro.cli.terminal.BaroCommand;
import dev.baro.cli.terminal.Forms;
import dev.baro.cli.terminal.LiveScreen;
import dev.baro.cli.terminal.OutputOption;
import dev.baro.core.api.Json;
import dev.baro.core.api.RateList;
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
        name = "rates",
        description = {
            "Show packets, bits and new sessions per second: now, over the last minute, and at the peak of the last hour.",
            "The " + StatusView.MOST_ROWS + " VIPs with the most traffic, or one VIP and its real servers."
        })
public final class RatesCommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable BaroCommand baro;

    @Mixin
    private SocketOption socket = new SocketOption();

    @Mixin
    private OutputOption output = new OutputOption();

    @Parameters(arity = "0..1", paramLabel = "VIP", description = "only this VIP, with its real servers")
    private String vip = "";

    @Option(names = "--all", description = "show every VIP, regardless of their number")
    private boolean all;

    @Option(
            names = {"-w", "--watch"},
            description = "refresh every two seconds until interrupted")
    private boolean watch;

    @Override
    public Integer call() throws InterruptedException {
        LiveScreen screen = new LiveScreen(Objects.requireNonNull(baro).terminal());
        if (watch) {
            screen.show(this::lines);
        }
        screen.print(lines());
        return 0;
    }

    private List<String> lines() {
        RateList rates = socket.client().rates(vip);
        RatesView view = new RatesView(rates, Objects.requireNonNull(baro).paint());
        return output.lines(Forms.of(
                () -> Json.write(rates), () -> view.lines(vip, all ? Integer.MAX_VALUE : StatusView.MOST_ROWS)));
    }
}
