// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.control;

import dev.baro.balancer.access.Access;
import dev.baro.balancer.tls.Credentials;
import dev.baro.balancer.tls.FileProblem;
import dev.baro.core.api.OperatorException;
import dev.baro.core.config.Config;
import dev.baro.core.config.Problem;
import dev.baro.core.config.Reading;
import dev.baro.core.model.Endpoint;
import dev.baro.core.model.ForwardingMethod;
import dev.baro.core.model.IpAddress;
import dev.baro.core.model.RealServer;
import dev.baro.core.plan.KernelMemory;
import dev.baro.dataplane.forward.Forwarder;
import dev.baro.dataplane.kernel.AttachableInterface;
import dev.baro.dataplane.kernel.DataplaneException;
import dev.baro.dataplane.kernel.Interfaces;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Checks, without changing anything, the files and addresses of this host that a daemon needs to start with a
/// configuration. A running daemon can therefore refuse a file that would make its next start fail.
///
/// @param hostName the host's name, which selects this host's entry among several balancers
/// @param bound    the running daemon's TCP listeners, such as `127.0.0.1:9310`
/// @param attached the interfaces of the running daemon
public record StartCheck(Settings settings, String hostName, Set<String> bound, List<String> attached) {
    public StartCheck {
        bound = Set.copyOf(bound);
        attached = List.copyOf(attached);
    }

    /// The check as the running daemon makes it.
    public static StartCheck of(Startup startup, String hostName) {
        Settings settings = startup.settings();
        return new StartCheck(
                settings,
                hostName,
                served(settings, startup.config()),
                startup.placement().interfaces());
    }

    /// The TCP addresses on which a daemon with this configuration listens, such as `127.0.0.1:9310`.
    public static Set<String> served(Settings settings, Config config) {
        return Stream.of(
                        settings.metrics(config).toString(),
                        config.page().address(),
                        config.api().address())
                .filter(address -> !address.isEmpty())
                .collect(Collectors.toSet());
    }

    /// The contents, with this host's problems added to the problems of the text. An error means that
    /// the file is rejected.
    public ConfigFile.Contents tried(ConfigFile.Contents contents) {
        return contents.reading()
                .config()
                .map(config -> new ConfigFile.Contents(
                        contents.name(),
                        contents.text(),
                        Reading.of(
                                Stream.concat(
                                        contents.reading().problems().stream(), problems(config, contents.text())),
                                () -> config)))
                .orElse(contents);
    }

    /// The `baro` command line with the options that select this daemon.
    String baro(String words) {
        return "baro " + words
                + (settings.socket().equals(Settings.DEFAULT_SOCKET) ? "" : " --socket " + settings.socket());
    }

    private Stream<Problem> problems(Config config, String text) {
        return Stream.of(
                        ClusterSecret.problem(config).stream()
                                .map(problem -> at(text, "cluster-secret-file:", problem)),
                        Credentials.problems(config).stream().map(problem -> at(text, problem)),
                        listening("metrics", settings.metrics(config).toString(), text),
                        listening("page", config.page().address(), text),
                        listening("api", config.api().address(), text),
                        Access.problems(config).stream().map(problem -> at(text, "api:", problem)),
                        stateDirectory().stream(),
                        memory(config).stream(),
                        placed(config))
                .flatMap(problems -> problems);
    }

    /// Assigns the problem to the line that starts with the top-level key.
    private static Problem at(String text, String key, Problem problem) {
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith(key)) {
                return new Problem(problem.severity(), i + 1, 1, problem.what(), problem.fix());
            }
        }
        return problem;
    }

    /// Assigns the problem to the line that contains both the key and its file.
    private static Problem at(String text, FileProblem found) {
        Pattern named = Pattern.compile(found.key() + "[\"']?\\s*:\\s*(?=[\"']?" + Pattern.quote(found.file()) + ")");
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            Matcher place = named.matcher(lines.get(i));
            if (place.find()) {
                Problem problem = found.problem();
                return new Problem(problem.severity(), i + 1, place.end() + 1, problem.what(), problem.fix());
            }
        }
        return found.problem();
    }

    /// @param address the address to listen on; empty if there is none
    private Stream<Problem> listening(String key, String address, String text) {
        if (address.isEmpty() || bound.contains(address)) {
            return Stream.of();
        }
        Endpoint at = Endpoint.parse(address);
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress(at.address().inet(), at.port()));
            return Stream.of();
        } catch (IOException e) {
            Problem problem = Problem.error(
                    0,
                    0,
                    "cannot serve " + (key.equals("metrics") ? key : key.equals("api") ? "the API" : "the page")
                            + " at " + address + ": "
                            + e.getMessage(),
                    "choose another address or port in " + key + ": {listen: ...}; ss -ltnp shows the listening"
                            + " process");
            return Stream.of(at(text, key + ":", problem));
        }
    }

    private Optional<Problem> stateDirectory() {
        Path there = settings.stateDirectory().toAbsolutePath();
        while (!Files.exists(there)) {
            there = java.util.Objects.requireNonNull(there.getParent());
        }
        return Files.isDirectory(there) && Files.isWritable(there)
                ? Optional.empty()
                : Optional.of(Problem.warning(
                        0,
                        0,
                        "the state directory " + settings.stateDirectory()
                                + " cannot be written: a restart would forget overrides and which servers were up",
                        "make " + there + " a directory that root can write, or use another one: --state-directory"
                                + " DIR"));
    }

    /// Checks whether there is enough memory for a new session table. An existing table keeps
    /// its size and memory.
    private Optional<Problem> memory(Config config) {
        return Forwarder.exists(settings.instance())
                ? Optional.empty()
                : memory(KernelMemory.of(config).total() >> 10, availableKib());
    }

    static Optional<Problem> memory(long wantedKib, long availableKib) {
        return wantedKib <= availableKib
                ? Optional.empty()
                : Optional.of(Problem.warning(
                        0,
                        0,
                        "the session table and rings take " + (wantedKib >> 10) + " MiB, but only "
                                + (availableKib >> 10) + " MiB are available",
                        "configure fewer sessions: sessions: {max: ...}"));
    }

    private static long availableKib() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/meminfo"))) {
            return lines.filter(line -> line.startsWith("MemAvailable:"))
                    .map(line -> line.replaceAll("[^0-9]", ""))
                    .map(Long::parseLong)
                    .findFirst()
                    .orElse(Long.MAX_VALUE);
        } catch (IOException e) {
            return Long.MAX_VALUE;
        }
    }

    private Stream<Problem> placed(Config config) {
        try {
            Placement placement = Placement.of(config, settings, hostName);
            return Stream.concat(
                    placement.interfaces().stream()
                            .filter(name -> !attached.contains(name))
                            .flatMap(name -> attachable(name).stream()),
                    tunnels(config, placement).stream());
        } catch (OperatorException e) {
            return Stream.of(error(e.getMessage()));
        }
    }

    private static Optional<Problem> attachable(String name) {
        try {
            Interfaces.index(name);
        } catch (DataplaneException e) {
            return Optional.of(Problem.warning(
                    0, 0, "there is no interface " + name + " on this host", "ip link shows those that there are"));
        }
        try {
            AttachableInterface.require(name);
            return Optional.empty();
        } catch (DataplaneException e) {
            return Optional.of(error(String.valueOf(e.getMessage())));
        }
    }

    /// @param message the problem and, after a semicolon, the remedy
    private static Problem error(String message) {
        int end = message.lastIndexOf("; ");
        return end < 0
                ? Problem.error(0, 0, message, "")
                : Problem.error(0, 0, message.substring(0, end), message.substring(end + 2));
    }

    private static Optional<Problem> tunnels(Config config, Placement placement) {
        List<IpAddress> sources = TunnelSources.of(config, placement);
        Set<String> used =
                config.vips().stream().flatMap(vip -> vip.servers().stream()).collect(Collectors.toSet());
        String without = config.servers().stream()
                .filter(server -> server.method() == ForwardingMethod.IPIP && used.contains(server.name()))
                .filter(server -> sources.stream()
                        .noneMatch(source -> source.isV4() == server.address().isV4()))
                .map(RealServer::name)
                .collect(Collectors.joining(", "));
        return without.isEmpty()
                ? Optional.empty()
                : Optional.of(Problem.error(
                        0,
                        0,
                        "for these servers with method ipip, this host has no source address of their IP version: "
                                + without,
                        "set the address: of " + placement.balancer() + " in balancers:"));
    }
}
