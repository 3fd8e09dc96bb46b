// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.route;

import dev.baro.core.route.ExportQuestions;
import dev.baro.core.route.RouteList.Export;
import dev.baro.core.route.RouteList.Exports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Asks the routing daemons of this host for their exported routes, at their own sockets and only on request. One
/// request asks at a time. Others get the answer before it, so a slow routing daemon occupies one thread at most.
public final class RoutingDaemons {
    /// The time that each of the two has for all answers.
    static final Duration WITHIN = Duration.ofSeconds(2);

    private static final long KEPT_NS = Duration.ofSeconds(5).toNanos();

    private static final String NOT_ALLOWED = "the daemon may not write there; add it to the socket's group:"
            + " docs/reference/routes.md, What the daemon may ask";
    private static final String ASK_AGAIN = ": it is being asked now; ask again";

    /// `0000` alone or with a text ends an answer; `1007-` and a space continue it.
    private static final Pattern BIRD_END = Pattern.compile("(?s)(?:.*\\n)?\\d{4} [^\\n]*\\n");

    private static final Pattern BIRD_CODE = Pattern.compile("(?m)^(?:\\d{4}[- ]| )");

    /// An error has the code 8000 or more.
    private static final Pattern BIRD_ERROR = Pattern.compile("(?m)^[89]\\d{3}[- ](.*)$");

    private static final String FRR_END = "\0\0\0";

    private final Path bird;
    private final Path frr;
    private final LongSupplier nowNs;
    private final ReentrantLock asking = new ReentrantLock();
    private volatile Exports newest = new Exports(List.of(), List.of(), List.of("BIRD" + ASK_AGAIN, "FRR" + ASK_AGAIN));
    private volatile long staleNs;

    /// @param bird BIRD's control socket
    /// @param frr  the socket of FRR's bgpd
    RoutingDaemons(Path bird, Path frr, LongSupplier nowNs) {
        this.bird = bird;
        this.frr = frr;
        this.nowNs = nowNs;
        this.staleNs = nowNs.getAsLong();
    }

    /// The daemons of Debian's packages.
    static RoutingDaemons ofHost(LongSupplier nowNs) {
        return new RoutingDaemons(Path.of("/run/bird/bird.ctl"), Path.of("/run/frr/bgpd.vty"), nowNs);
    }

    /// Their exports at most some seconds ago. Blocks for a few milliseconds, and for four seconds if both hang.
    public Exports exports() {
        if (asking.tryLock()) {
            try {
                if (nowNs.getAsLong() - staleNs >= 0) {
                    newest = asked();
                    staleNs = nowNs.getAsLong() + KEPT_NS;
                }
            } finally {
                asking.unlock();
            }
        }
        return newest;
    }

    private interface Conversation {
        Optional<List<Export>> with(ControlSocket socket) throws IOException;
    }

    private Exports asked() {
        List<Export> all = new ArrayList<>();
        List<String> asked = new ArrayList<>();
        List<String> not = new ArrayList<>();
        record Known(String name, Path socket, Conversation conversation) {}
        for (Known each : List.of(
                new Known("BIRD", bird, RoutingDaemons::ofBird), new Known("FRR", frr, RoutingDaemons::ofFrr))) {
            if (!Files.exists(each.socket())) {
                not.add(each.name() + ": there is no " + each.socket());
                continue;
            }
            if (!Files.isWritable(each.socket())) {
                not.add(each.name() + ": " + each.socket() + ": " + NOT_ALLOWED);
                continue;
            }
            try (ControlSocket socket = ControlSocket.open(each.socket(), WITHIN)) {
                each.conversation()
                        .with(socket)
                        .ifPresentOrElse(
                                found -> {
                                    asked.add(each.name());
                                    all.addAll(found);
                                },
                                () -> not.add(each.name() + ": it gives no answer about its neighbours"));
            } catch (IOException | UncheckedIOException e) {
                not.add(each.name() + ": " + each.socket() + ": " + e.getMessage());
            }
        }
        return new Exports(all, asked, not);
    }

    private static Optional<List<Export>> ofBird(ControlSocket socket) throws IOException {
        String _ = socket.ask("", RoutingDaemons::birdEnds);
        String _ = socket.ask("restrict\n", RoutingDaemons::birdEnds);
        return ExportQuestions.ofBird(question -> {
            try {
                String answer = socket.ask(question + "\n", RoutingDaemons::birdEnds);
                String errors = BIRD_ERROR
                        .matcher(answer)
                        .results()
                        .map(found -> found.group(1))
                        .collect(Collectors.joining("; "));
                if (!errors.isEmpty()) {
                    throw new IOException(question + ": " + errors);
                }
                return Optional.of(BIRD_CODE.matcher(answer).replaceAll(""));
            } catch (IOException e) {
                throw new UncheckedIOException(String.valueOf(e.getMessage()), e);
            }
        });
    }

    private static boolean birdEnds(String tail) {
        return BIRD_END.matcher(tail).matches();
    }

    private static Optional<List<Export>> ofFrr(ControlSocket socket) {
        return ExportQuestions.ofFrr(question -> {
            try {
                String answer = socket.ask(question + "\0", RoutingDaemons::frrEnds);
                return Optional.of(answer.substring(0, answer.length() - FRR_END.length() - 1));
            } catch (IOException e) {
                throw new UncheckedIOException(String.valueOf(e.getMessage()), e);
            }
        });
    }

    /// Three zeros and the status of the command.
    private static boolean frrEnds(String tail) {
        return tail.length() > FRR_END.length() && tail.startsWith(FRR_END, tail.length() - FRR_END.length() - 1);
    }
}
