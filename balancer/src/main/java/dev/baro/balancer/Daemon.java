// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer;

import dev.baro.balancer.access.Access;
import dev.baro.balancer.api.Operator;
import dev.baro.balancer.api.RateOperations;
import dev.baro.balancer.control.ClusterSecret;
import dev.baro.balancer.control.ConfigFile;
import dev.baro.balancer.control.Controller;
import dev.baro.balancer.control.DrainLog;
import dev.baro.balancer.control.Forwarding;
import dev.baro.balancer.control.Keeper;
import dev.baro.balancer.control.NamesFile;
import dev.baro.balancer.control.Order;
import dev.baro.balancer.control.OverridesFile;
import dev.baro.balancer.control.Placement;
import dev.baro.balancer.control.ReconcileLog;
import dev.baro.balancer.control.Reload;
import dev.baro.balancer.control.Settings;
import dev.baro.balancer.control.Snapshot;
import dev.baro.balancer.control.StandbyLog;
import dev.baro.balancer.control.StartCheck;
import dev.baro.balancer.control.Startup;
import dev.baro.balancer.control.TunnelSources;
import dev.baro.balancer.health.HealthMonitor;
import dev.baro.balancer.health.ProbeCounter;
import dev.baro.balancer.history.RevisionTimer;
import dev.baro.balancer.history.Revisions;
import dev.baro.balancer.history.Start;
import dev.baro.balancer.http.SocketFile;
import dev.baro.balancer.log.EventFile;
import dev.baro.balancer.log.Log;
import dev.baro.balancer.peer.LocalApply;
import dev.baro.balancer.peer.Peers;
import dev.baro.balancer.peer.PeersFile;
import dev.baro.balancer.probe.ProberFactory;
import dev.baro.balancer.rates.RateSampler;
import dev.baro.balancer.route.Announcer;
import dev.baro.balancer.trace.Traces;
import dev.baro.core.api.ExitCode;
import dev.baro.core.api.OperatorException;
import dev.baro.core.config.Config;
import dev.baro.core.config.Reading;
import dev.baro.core.model.IpAddress;
import dev.baro.core.plan.Overrides;
import dev.baro.core.plan.State;
import dev.baro.dataplane.forward.Forwarder;
import dev.baro.dataplane.forward.HashKey;
import dev.baro.dataplane.kernel.DataplaneException;
import dev.baro.dataplane.kernel.ServiceManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongSupplier;

/// All parts of one running daemon, created in start order and closed in reverse. Closing
/// leaves forwarding in place.
public final class Daemon implements AutoCloseable {
    private static final LongSupplier NOW = System::nanoTime;

    private final Operator parts;
    private final RateSampler rates;
    private final Forwarding forwarding;
    private final RevisionTimer timer;
    private final Listeners listeners;

    private Daemon(Operator parts, RateSampler rates, Forwarding forwarding, RevisionTimer timer, Listeners listeners) {
        this.parts = parts;
        this.rates = rates;
        this.forwarding = forwarding;
        this.timer = timer;
        this.listeners = listeners;
    }

    /// Reads the file, opens the kernel half, applies the plan and serves the API. On failure, nothing is left
    /// running, and the kernel state of an earlier daemon keeps forwarding.
    ///
    /// @param kernel the function that opens the kernel half; may throw [DataplaneException]
    /// @throws OperatorException if any step fails
    public static Daemon start(Settings settings, Function<Forwarder.Options, Forwarding> kernel) {
        return start(settings, kernel, ProberFactory.NONE);
    }

    /// Starts a daemon that also probes the real servers.
    ///
    /// @param prober the factory of the prober; [ProberFactory#NONE] treats every server as up
    public static Daemon start(
            Settings settings, Function<Forwarder.Options, Forwarding> kernel, ProberFactory prober) {
        return start(settings, kernel, prober, ServiceManager.NONE);
    }

    /// @param manager the service manager, which is notified of every reload
    static Daemon start(
            Settings settings,
            Function<Forwarder.Options, Forwarding> kernel,
            ProberFactory prober,
            ServiceManager manager) {
        ConfigFile file = new ConfigFile(settings.config().toAbsolutePath());
        Revisions revisions = revisionsOfNoLiveDaemon(settings);
        Start begun = revisions.start(file.read());
        Config config = requireValid(begun.contents());
        Placement placement = Placement.of(config, settings, hostName());
        HashKey key = hashKey(settings, config);
        Forwarding forwarding = open(kernel, settings, placement, config, key);
        Startup startup = startup(settings, placement, config, forwarding, key);
        OverridesFile kept = new OverridesFile(settings.stateDirectory(), startup.started(), startup.startedNs());
        EventFile events = keptEvents(settings);
        Announcer routes = new Announcer(startup, System::nanoTime);
        Controller controller = controller(forwarding, startup, kept, begun, routes);
        Access access = Access.of(config.api());
        Reload reload = reload(file, controller, startup, new AccessKeeper(revisions, access), manager);
        HealthMonitor health = HealthMonitor.of(controller, settings.stateDirectory(), forwarding.adopted());
        ProbeCounter probed = new ProbeCounter();
        RateSampler rates = RateSampler.start(controller, placement.interfaces(), System::nanoTime);
        RateOperations told = new RateOperations(startup, controller, rates.book(), rates.meter());
        Traces traces = new Traces(controller, NOW);
        Peers peers = peers(startup, controller, forwarding, reload, routes);
        Operator parts = new Operator(
                startup, controller, reload, revisions, events, kept, health, probed, told, routes, traces, peers, NOW);
        try {
            requireNotEmptied(config, forwarding, settings);
            begin(health, config, placement, traces.probes().keeping(prober), probed);
            requireApplied(reload, begun);
            routes.start();
            Listeners listeners = Listeners.open(settings, config, parts, access);
            return new Daemon(parts, rates, forwarding, timer(parts), listeners);
        } catch (IOException | RuntimeException | InterruptedException | TimeoutException e) {
            close(parts, rates, forwarding);
            throw operatorException(e, settings.socket());
        }
    }

    private static Reload reload(
            ConfigFile file, Controller controller, Startup startup, Keeper keeper, ServiceManager manager) {
        return new Reload(file, controller, StartCheck.of(startup, hostName()), keeper, manager);
    }

    private static RevisionTimer timer(Operator parts) {
        return RevisionTimer.start(
                parts.controller(),
                parts.reload(),
                parts.revisions(),
                parts.peers().elsewhere());
    }

    private static Controller controller(
            Forwarding forwarding, Startup startup, OverridesFile kept, Start begun, Announcer routes) {
        Follower follower = new Follower(kept, new NamesFile(startup.settings().socket()), routes);
        State state = State.initial(kept.read(), startup.placement().balancer(), begun.revisions());
        Controller controller = new Controller(forwarding, System::nanoTime, state, follower).start();
        ReconcileLog.started(controller.snapshot().reconciled());
        return controller;
    }

    private static void close(Operator parts, RateSampler rates, Forwarding forwarding) {
        parts.traces().close();
        parts.peers().close();
        parts.announcer().close();
        rates.close();
        parts.health().close();
        parts.controller().close();
        forwarding.close();
        Log.recent().keepNoLonger();
        parts.events().close();
    }

    private static void begin(
            HealthMonitor health, Config config, Placement placement, ProberFactory prober, ProbeCounter probed)
            throws TimeoutException, InterruptedException {
        if (!prober.equals(ProberFactory.NONE)) {
            List<IpAddress> sources = TunnelSources.of(config, placement);
            health.begin(config, results -> prober.start(placement.interfaces(), sources, probed.before(results)));
        }
    }

    private static EventFile keptEvents(Settings settings) {
        EventFile events = EventFile.in(settings.stateDirectory());
        Log.recent().keepIn(events);
        return events;
    }

    private static Revisions revisionsOfNoLiveDaemon(Settings settings) {
        requireFree(settings.socket());
        return Revisions.in(settings.stateDirectory(), System::nanoTime);
    }

    private static Startup startup(
            Settings settings, Placement placement, Config config, Forwarding forwarding, HashKey key) {
        boolean keyed = config.secretFile().isEmpty() || forwarding.hashKey().equals(key);
        return new Startup(settings, placement, config, keyed, Instant.now(), System.nanoTime());
    }

    /// The flow hash's key: the cluster's key, unless the configuration names a secret
    /// file, which takes precedence.
    private static HashKey hashKey(Settings settings, Config config) {
        return PeersFile.in(settings.stateDirectory())
                .hashKey()
                .filter(_ -> config.secretFile().isEmpty())
                .orElseGet(() -> ClusterSecret.key(config));
    }

    private static Peers peers(
            Startup startup, Controller controller, Forwarding forwarding, Reload reload, Announcer routes) {
        LocalApply apply = new LocalApply(startup, controller, reload, NOW);
        Peers peers = Peers.of(startup, controller, forwarding.hashKey(), apply, NOW);
        routes.waitFor(peers.sessions()::waits);
        if (!forwarding.adopted()) {
            peers.sessions()
                    .expect(PeersFile.in(startup.settings().stateDirectory()).names());
        }
        return peers;
    }

    /// Reloads the file. A file that has an error or takes traffic away changes nothing. The log and the
    /// status show the result.
    public void reload() {
        try {
            var _ = parts.reload().now(Order.signal());
        } catch (TimeoutException e) {
            Log.error("CONFIG_REJECTED", "text", "the controller did not answer in time");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            Log.fault(e);
        }
    }

    /// Stores and logs each change of the controller's state.
    private record Follower(OverridesFile kept, NamesFile names, Announcer routes) implements Controller.Listener {
        @Override
        public void changed(Snapshot before, Snapshot after) {
            Overrides overrides = after.state().overrides();
            if (!overrides.equals(before.state().overrides())) {
                kept.save(overrides);
            }
            Config config = after.state().config();
            if (!config.equals(before.state().config())) {
                names.save(config);
            }
            DrainLog.of(before, after);
            StandbyLog.of(before.state(), after.state());
            ReconcileLog.of(before.reconciled(), after.reconciled());
            routes.follow(after);
        }

        @Override
        public void timePassed(long nowNs) {
            kept.retry(nowNs);
        }
    }

    /// Reports to the service manager that the daemon is alive, until the watchdog is closed.
    Watchdog ready(ServiceManager manager) {
        logReady();
        String untold = manager.ready(parts.reload().summary());
        if (!untold.isEmpty()) {
            Log.warning("SERVICE_MANAGER_UNREACHABLE", "text", untold);
        }
        return Watchdog.start(
                manager,
                List.of(
                        () -> parts.controller().ask(_ -> true),
                        () -> parts.health().ask(_ -> true)));
    }

    private void logReady() {
        Snapshot snapshot = parts.controller().snapshot();
        Startup startup = parts.startup();
        int services = snapshot.plan().services().size();
        Log.info(
                "READY",
                "text",
                "ready: " + services + (services == 1 ? " virtual service" : " virtual services"),
                "balancer",
                startup.placement().balancer(),
                "instance",
                startup.settings().instance(),
                "revision",
                snapshot.state().revision(),
                "socket",
                startup.settings().socket());
    }

    @Override
    public void close() {
        listeners.close();
        timer.close();
        close(parts, rates, forwarding);
    }

    /// @throws OperatorException if a live daemon answers at the socket, or the file is not a socket
    private static void requireFree(Path socket) {
        SocketFile file = new SocketFile(socket);
        if (file.answers()) {
            throw new OperatorException(
                    ExitCode.FAILED,
                    "a daemon is already running and answers at " + socket
                            + "; stop it first, or choose a different --socket and --instance");
        }
        try {
            file.requireUsable();
        } catch (IOException e) {
            throw operatorException(e, socket);
        }
    }

    /// Describes the kernel half's refusal in one sentence, with the matching exit code.
    static OperatorException refusedByKernel(DataplaneException e) {
        return refused("baro run", e);
    }

    static OperatorException refused(String program, DataplaneException e) {
        int exitCode = e.kind() == DataplaneException.Kind.PRIVILEGE ? ExitCode.NEEDS_ROOT : ExitCode.FAILED;
        return new OperatorException(exitCode, program + ": " + e.getMessage(), e);
    }

    private static Config requireValid(ConfigFile.Contents contents) {
        return switch (contents.reading()) {
            case Reading.Accepted(Config config, var _) -> config;
            case Reading.Refused(var _) -> throw new OperatorException(ExitCode.CONFIG_INVALID, contents.problemText());
        };
    }

    private static Forwarding open(
            Function<Forwarder.Options, Forwarding> kernel,
            Settings settings,
            Placement placement,
            Config config,
            HashKey key) {
        try {
            Forwarding forwarding = kernel.apply(new Forwarder.Options(
                    settings.instance(),
                    new Forwarder.Interfaces(placement.interfaces(), placement.keepsTags()),
                    config.maxSessions(),
                    TunnelSources.of(config, placement),
                    key));
            if (forwarding.adopted()) {
                Log.info("XDP_ADOPTED", "instance", settings.instance(), "text", "sessions and counters are kept");
            }
            return forwarding;
        } catch (DataplaneException e) {
            throw refusedByKernel(e);
        }
    }

    /// A restart after a crash must not apply a configuration that the previous daemon refused.
    private static void requireNotEmptied(Config config, Forwarding forwarding, Settings settings) {
        int services = forwarding.servicesInForce();
        if (config.vips().isEmpty() && services > 0) {
            throw new OperatorException(
                    ExitCode.NEEDS_FORCE,
                    "baro run: " + settings.config() + " has no VIP, and packets of " + services
                            + (services == 1 ? " virtual service" : " virtual services")
                            + " are still forwarded as the previous daemon left them; restore the VIPs, or, to stop"
                            + " forwarding, type: baro run --detach --instance " + settings.instance() + " --socket "
                            + settings.socket());
        }
    }

    private static void requireApplied(Reload reload, Start begun) throws InterruptedException {
        try {
            Reload.Result result = reload.put(begun.order(), begun.contents(), begun.notInForce());
            String failure = result.outcome().after().failure();
            if (!result.isInForce()) {
                throw new OperatorException(ExitCode.FAILED, "baro run: " + failure);
            }
        } catch (TimeoutException e) {
            throw new OperatorException(ExitCode.FAILED, "baro run: the kernel did not accept the plan in time", e);
        }
    }

    private static OperatorException operatorException(Exception e, Path socket) {
        return switch (e) {
            case OperatorException already -> already;
            case IOException io ->
                new OperatorException(
                        ExitCode.FAILED, "baro run: cannot serve the API at " + socket + ": " + io.getMessage(), io);
            default -> new OperatorException(ExitCode.FAILED, "baro run: unexpected: " + e, e);
        };
    }

    /// This host's name, determined without a network query.
    static String hostName() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException e) {
            return "localhost";
        }
    }
}
