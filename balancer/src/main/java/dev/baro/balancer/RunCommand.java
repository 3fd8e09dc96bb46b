// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer;

import dev.baro.balancer.control.KernelForwarding;
import dev.baro.balancer.control.Settings;
import dev.baro.balancer.http.SocketFile;
import dev.baro.balancer.log.Log;
import dev.baro.balancer.probe.Prober;
import dev.baro.balancer.route.Announcer;
import dev.baro.core.api.ExitCode;
import dev.baro.core.api.OperatorException;
import dev.baro.core.api.Version;
import dev.baro.dataplane.forward.Forwarder;
import dev.baro.dataplane.kernel.DataplaneException;
import dev.baro.dataplane.kernel.ServiceManager;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "baro run",
        description = "Forward packets for the VIPs of a configuration. Forwarding continues when this program ends.",
        versionProvider = RunCommand.VersionLine.class,
        mixinStandardHelpOptions = true,
        sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:stopped by a signal, or detached",
            "1:the kernel or the socket refused something",
            "2:the command line is wrong",
            "3:the configuration is invalid",
            "5:the configuration has no VIP, and an earlier daemon's VIPs are still served",
            "7:needs root"
        })
final class RunCommand implements Callable<Integer> {
    private static final String STAYS = "forwarding stays in place";

    /// Within this time, routers learn that the route is withdrawn, so they send packets elsewhere before
    /// the program is detached.
    private static final Duration WITHDRAWAL = Duration.ofSeconds(2);

    private final PrintStream out;

    @Option(names = "--config", paramLabel = "FILE", description = "default: ${DEFAULT-VALUE}")
    private Path config = Path.of(Settings.DEFAULT_CONFIG);

    @Mixin
    private RunOptions options = new RunOptions();

    @Option(names = "--withdraw-routes", description = "remove the routes of VIPs that a daemon left behind, and exit")
    private boolean withdrawRoutes;

    @Option(
            names = "--detach",
            description =
                    "stop forwarding: detach the program from the interfaces, discard sessions and counters, and exit")
    private boolean detach;

    RunCommand(PrintStream out) {
        this.out = out;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (withdrawRoutes) {
            return withdrawRoutes();
        }
        return detach ? detach() : serve();
    }

    private int serve() throws InterruptedException {
        CountDownLatch stop = new CountDownLatch(1);
        Settings settings = options.settings(config);
        ServiceManager manager = ServiceManager.ofProcess();
        try (Daemon daemon = Daemon.start(settings, KernelForwarding::open, Prober::start, manager)) {
            Signals.on("TERM", stop::countDown);
            Signals.on("INT", stop::countDown);
            Signals.on("HUP", daemon::reload);
            try (Watchdog _ = daemon.ready(manager);
                    SpareHeap _ = SpareHeap.start()) {
                stop.await();
                Log.info("STOPPING", "text", STAYS);
                manager.stopping(STAYS);
            }
        }
        return 0;
    }

    private int withdrawRoutes() {
        requireNoDaemon();
        boolean found = Announcer.withdrawLeft(options.stateDirectory(), options.socket());
        String outcome = found ? "withdrew the routes of %s" : "%s left no routes";
        out.println(outcome.formatted(options.instance()));
        return 0;
    }

    /// If the daemon were running, it would restore the routes.
    private void requireNoDaemon() {
        if (new SocketFile(options.socket()).answers()) {
            throw new OperatorException(
                    ExitCode.FAILED,
                    "a daemon runs and answers at " + options.socket() + "; type: baro route withdraw --at-once");
        }
    }

    private int detach() throws InterruptedException {
        String instance = options.instance();
        try {
            if (!new SocketFile(options.socket()).answers()
                    && Announcer.withdrawLeft(options.stateDirectory(), options.socket())) {
                out.println("withdrew the routes of %s".formatted(instance));
                Thread.sleep(WITHDRAWAL);
            }
            boolean found = Forwarder.remove(instance);
            String outcome = found ? "detached %s: packets for VIPs are no longer forwarded" : "%s was not attached";
            out.println(outcome.formatted(instance));
            return 0;
        } catch (DataplaneException e) {
            throw Daemon.refusedByKernel(e);
        }
    }

    static final class VersionLine implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"baro " + Version.text()};
        }
    }
}
