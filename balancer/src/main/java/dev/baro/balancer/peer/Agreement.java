// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.peer;

import dev.baro.balancer.control.ConfigFile;
import dev.baro.balancer.control.Order;
import dev.baro.balancer.log.Log;
import dev.baro.core.api.Json;
import dev.baro.core.frontend.ConfigText;
import dev.baro.core.model.Balancer;
import dev.baro.core.peer.OverrideChange;
import dev.baro.core.peer.PeerAnswer;
import dev.baro.core.peer.PeerOrder;
import dev.baro.core.peer.PeerQuestion;
import dev.baro.core.peer.PeerReport;
import java.io.IOException;
import java.util.Set;
import java.util.stream.Collectors;

/// Distributes the shared configuration and operators' overrides among the balancers.
public final class Agreement {
    private static final long ASK_MS = 3_000;
    private static final long APPLY_MS = 15_000;
    /// How long to wait for a balancer that has just joined or returned. Such a balancer is up within a second.
    private static final long AWAIT_MS = 3_000;
    private static final long LOOK_MS = 50;

    private final String self;
    private final LocalApply apply;
    private final PeerBook book;
    private final Line line;
    private final OverrideRelay overrides = new OverrideRelay(this::take);
    private volatile OverrideRelay.Sink sink = _ -> {
        throw new OverrideRelay.NotNowException("the daemon is starting");
    };

    /// Sends questions to the peers that have joined.
    interface Line {
        /// The names of all peers, reachable or not.
        Set<String> joined();

        /// The reason why the members are unknown; empty if they are known.
        default String unknown() {
            return "";
        }

        /// @throws IOException if the peer is unreachable
        String ask(String name, String text, long timeoutMs) throws IOException;
    }

    Agreement(String self, LocalApply apply, PeerBook book, Line line) {
        this.self = self;
        this.apply = apply;
        this.book = book;
        this.line = line;
    }

    /// Applies a configuration on this balancer and on all others that the configuration names.
    ///
    /// @param text      the configuration; empty for the daemon's own file
    /// @param reachable whether to skip silent balancers
    public SharedApply.Ended apply(String source, String text, Order order, boolean reachable) {
        String whole = text;
        String name = source;
        if (text.isEmpty()) {
            ConfigFile.Contents own = apply.own();
            whole = own.text();
            name = apply.source();
            if (whole.isEmpty()) {
                return new SharedApply.Ended.Refused(SharedApply.invalid("", own.problemText(), name));
            }
        }
        Set<String> named = ConfigText.read(whole).config().stream()
                .flatMap(config -> config.balancers().stream())
                .map(Balancer::name)
                .filter(other -> !other.equals(self))
                .collect(Collectors.toSet());
        if (!line.unknown().isEmpty()) {
            return new SharedApply.Ended.Refused(SharedApply.unknown(line.unknown(), name));
        }
        Set<String> peers = named.isEmpty() ? line.joined() : named;
        if (!reachable) {
            await(peers);
        }
        return new SharedApply(self, book::up, this::ask)
                .apply(peers, new SharedApply.Wanted(name, whole, asked(order)), reachable);
    }

    /// Waits until new members are up, but only for a limited time.
    private void await(Set<String> peers) {
        Set<String> joined = line.joined();
        long left = AWAIT_MS / LOOK_MS;
        try {
            while (left-- > 0 && peers.stream().anyMatch(name -> joined.contains(name) && !book.up(name))) {
                Thread.sleep(LOOK_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static PeerOrder asked(Order order) {
        return new PeerOrder(
                order.who(), order.reason(), order.force(), order.within().toSeconds(), order.watched());
    }

    /// Sends an operator's override to all peers, without waiting for them.
    public void said(OverrideChange change) {
        overrides.said(change, line.joined());
    }

    /// Accepts overrides from other balancers.
    public void takeBy(OverrideRelay.Sink taker) {
        sink = taker;
    }

    private String take(OverrideChange change) throws OverrideRelay.NotNowException {
        String why = sink.take(change);
        Log.info("PEER_OVERRIDE", "server", change.server(), "text", why.isEmpty() ? "taken" : why);
        return why;
    }

    /// Sends waiting overrides to peers that are up. May block until the peers answer.
    void bring() {
        Set<String> joined = line.joined();
        overrides.keepOnly(joined);
        joined.stream().filter(book::up).forEach(peer -> overrides.bring(self, peer, this::ask));
    }

    /// @throws IllegalArgumentException if the question is unreadable
    String answer(String question) {
        return Json.write(answer(Json.read(question, PeerQuestion.class)));
    }

    /// Answers questions from peers and from this balancer itself.
    private PeerAnswer answer(PeerQuestion question) {
        return switch (question.kind()) {
            case PeerQuestion.RESERVE -> apply.reserve(question.from(), question.token());
            case PeerQuestion.CHECK -> apply.check(question);
            case PeerQuestion.COMMIT -> apply.commit(question);
            case PeerQuestion.RELEASE -> apply.release(question.token());
            case PeerQuestion.OVERRIDE -> overrides.heard(Json.read(question.text(), OverrideChange.class), 0);
            default -> PeerAnswer.no(PeerAnswer.FAILED, "it does not know the request " + question.kind(), 0);
        };
    }

    private PeerAnswer ask(String name, PeerQuestion question) {
        if (name.equals(self)) {
            return answer(question);
        }
        try {
            long waitMs = question.text().isEmpty() ? ASK_MS : APPLY_MS;
            return Json.read(line.ask(name, Json.write(question), waitMs), PeerAnswer.class);
        } catch (IOException | IllegalArgumentException e) {
            int known = book.report(name).map(PeerReport::revision).orElse(0);
            boolean begun = question.kind().equals(PeerQuestion.COMMIT); // may happen even if no answer arrives
            return PeerAnswer.no(begun ? PeerAnswer.UNKNOWN : PeerAnswer.FAILED, String.valueOf(e.getMessage()), known);
        }
    }
}
