// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer;

import dev.baro.balancer.control.KernelForwarding;
import dev.baro.balancer.control.Settings;
import dev.baro.balancer.log.Log;
import dev.baro.balancer.probe.Prober;
import dev.baro.core.api.Version;
import dev.baro.dataplane.forward.Forwarder;
import dev.baro.dataplane.kernel.DataplaneException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

@Command(
        name = "baro run",
        description = "Forward packets for the VIPs of a configuration. Forwarding goes on when this program ends.",
        versionProvider = RunCommand.VersionLine.class,
        mixinStandardHelpOptions = true,
        sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:stopped by a signal, or detached",
            "1:the kernel or the socket refused something",
            "2:the command line is wrong",
            "3:the configuration is invalid",
            "7:needs root"
        })
final class RunCommand implements Callable<Integer> {
    private static final String MAIN_INSTANCE = "main";

    private final PrintStream out;

    @Option(names = "--config", paramLabel = "FILE", description = "default: ${DEFAULT-VALUE}")
    private Path config = Path.of("/etc/baro/baro.yaml");

    @Option(
            names = "--balancer",
            paramLabel = "NAME",
            description =
                    "which of the file's balancers this is; default: the only one, or the one named like the host")
    private String balancer = "";

    @Option(
            names = "--interface",
            paramLabel = "IF",
            description = "where packets for VIPs arrive, instead of what the file says; repeatable")
    private List<String> interfaces = new ArrayList<>();

    @Option(
            names = "--instance",
            paramLabel = "NAME",
            description = "names what is left in the kernel, /sys/fs/bpf/baro/NAME; default: ${DEFAULT-VALUE}")
    private String instance = MAIN_INSTANCE;

    @Option(
            names = "--socket",
            paramLabel = "PATH",
            description = "where to serve the API; default: /run/baro/baro.sock, /run/baro/NAME.sock for an instance")
    private String socketPath = "";

    @Option(
            names = "--state-directory",
            paramLabel = "DIR",
            description =
                    "keeps what is to outlive this program: the overrides of operators, and which servers were healthy;"
                            + " default: /var/lib/baro/INSTANCE")
    private String stateDirectory = "";

    @Option(
            names = "--detach",
            description =
                    "stop forwarding: take the program off the interfaces, forget sessions and counters, and exit")
    private boolean detach;

    @picocli.CommandLine.Spec
    private picocli.CommandLine.Model.@org.jspecify.annotations.Nullable CommandSpec spec;

    RunCommand(PrintStream out) {
        this.out = out;
    }

    @Override
    public Integer call() throws InterruptedException {
        requireSafeInstance();
        return detach ? detach() : serve();
    }

    private int serve() throws InterruptedException {
        CountDownLatch stop = new CountDownLatch(1);
        Settings settings = new Settings(config, balancer, interfaces, instance, socket(), stateDirectory());
        try (Daemon daemon =
                Daemon.start(settings, options -> new KernelForwarding(Forwarder.open(options)), Prober::start)) {
            Signals.on("TERM", stop::countDown);
            Signals.on("INT", stop::countDown);
            Signals.on("HUP", daemon::reload);
            daemon.logReady();
            stop.await();
            Log.info("STOPPING", "text", "forwarding stays in place");
        }
        return 0;
    }

    private int detach() {
        try {
            boolean found = Forwarder.remove(instance);
            String outcome = found ? "detached %s: packets for VIPs are no longer forwarded" : "%s was not attached";
            out.println(outcome.formatted(instance));
            return 0;
        } catch (DataplaneException e) {
            throw Daemon.refusedByKernel(e);
        }
    }

    /// Each instance has a socket of its own, so that two of them do not take each other for the same.
    private Path socket() {
        if (!socketPath.isEmpty()) {
            return Path.of(socketPath);
        }
        return Path.of("/run/baro", instance.equals(MAIN_INSTANCE) ? "baro.sock" : instance + ".sock");
    }

    private Path stateDirectory() {
        return stateDirectory.isEmpty() ? Path.of("/var/lib/baro", instance) : Path.of(stateDirectory);
    }

    /// The name becomes a directory name below the BPF file system.
    private void requireSafeInstance() {
        if (!instance.matches("[A-Za-z0-9][A-Za-z0-9-]{0,31}")) {
            throw new ParameterException(
                    java.util.Objects.requireNonNull(spec).commandLine(),
                    "--instance " + instance + ": 1 to 32 letters, digits and dashes");
        }
    }

    static final class VersionLine implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"baro " + Version.text()};
        }
    }
}
