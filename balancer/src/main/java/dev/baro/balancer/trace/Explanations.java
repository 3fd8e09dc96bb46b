// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.trace;

import dev.baro.balancer.control.Controller;
import dev.baro.balancer.control.Forwarding;
import dev.baro.balancer.control.Mailbox;
import dev.baro.balancer.probe.SingleProbes;
import dev.baro.core.config.Config;
import dev.baro.core.health.ProbePlan;
import dev.baro.core.health.ProbeResult;
import dev.baro.core.health.ProbeTask;
import dev.baro.core.model.Protocol;
import dev.baro.core.model.ServicePort;
import dev.baro.core.model.Vip;
import dev.baro.core.trace.PacketExplanation;
import dev.baro.dataplane.forward.Attachment;
import dev.baro.dataplane.forward.Flow;
import dev.baro.dataplane.forward.PacketOutcome;
import dev.baro.dataplane.forward.SessionState;
import dev.baro.dataplane.forward.Tracing.Choice;
import dev.baro.dataplane.forward.Tracing.Explained;
import dev.baro.dataplane.kernel.DataplaneException;
import dev.baro.dataplane.kernel.Links;
import dev.baro.dataplane.trace.DryRun;
import dev.baro.dataplane.trace.FlowFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Explains what would happen to packets if they were sent. Questions are answered one after another, because
/// each makes the kernel check a program, which takes about 100 ms of CPU time. Thread-safe.
public final class Explanations {
    /// @param kind          the kind of packet
    /// @param interfaceName the interface where the packet arrives; empty: the first one for packets to VIPs
    /// @param probe         whether to probe the real server afterwards
    /// @param assumed       the assumptions made for omitted values, in sentences
    public record Question(
            Config config, Flow flow, FlowFrame.Kind kind, String interfaceName, boolean probe, List<String> assumed) {
        public Question {
            assumed = List.copyOf(assumed);
        }
    }

    /// Thrown when a question cannot be answered in its present form.
    public static final class UnanswerableException extends Exception {
        private static final long serialVersionUID = 1;

        UnanswerableException(String message) {
            super(message);
        }
    }

    /// Questions that wait for the previous one to finish.
    private static final int MOST_WAITING = 4;

    private final Controller controller;
    private final SingleProbes probes;

    /// A separate worker thread, because the caller's thread may be virtual and the kernel's checks
    /// would block its carrier.
    private final ThreadPoolExecutor worker = new ThreadPoolExecutor(
            0,
            1,
            1,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MOST_WAITING),
            Thread.ofPlatform().daemon().name("explain").factory());

    Explanations(Controller controller, SingleProbes probes) {
        this.controller = controller;
        this.probes = probes;
    }

    /// @throws DataplaneException if the kernel refuses the program
    /// @throws TimeoutException   if too many requests wait
    public PacketExplanation explain(Question question)
            throws UnanswerableException, TimeoutException, InterruptedException {
        Future<PacketExplanation> answer;
        try {
            answer = worker.submit(() -> answer(question));
        } catch (RejectedExecutionException e) {
            TimeoutException busy = new TimeoutException("too many requests to explain packets");
            busy.initCause(e);
            throw busy;
        }
        try {
            return answer.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case UnanswerableException wrong -> throw wrong;
                case TimeoutException late -> throw late;
                case RuntimeException fault -> throw fault;
                case null, default -> throw new IllegalStateException(e);
            }
        }
    }

    private PacketExplanation answer(Question question)
            throws UnanswerableException, TimeoutException, InterruptedException {
        List<String> assumed = new ArrayList<>(question.assumed());
        Links.Link arrival = arrival(question.interfaceName(), assumed);
        Explained explained = ask(question, arrival);
        Optional<PacketExplanation.Probe> probe =
                question.probe() ? probe(question, explained, assumed) : Optional.empty();
        return report(question, explained, assumed, probe);
    }

    private Explained ask(Question question, Links.Link arrival) throws TimeoutException, InterruptedException {
        DryRun run = Mailbox.await(controller.ask(Forwarding::dryRun));
        try {
            run.load();
        } catch (RuntimeException | Error e) {
            run.close();
            throw e;
        }
        CompletableFuture<Explained> answer = controller.ask(
                kernel -> kernel.explain(run, question.flow(), question.kind(), arrival.index(), arrival.mac()));
        // Closes the run only when the answer arrives, because it is in use until then even if nothing
        // waits for the answer.
        var _ = answer.whenComplete((_, _) -> run.close());
        return Mailbox.await(answer);
    }

    private Links.Link arrival(String wanted, List<String> assumed)
            throws UnanswerableException, TimeoutException, InterruptedException {
        List<String> attached = Mailbox.await(controller.ask(Forwarding::attachments)).stream()
                .filter(Attachment::attached)
                .map(Attachment::interfaceName)
                .toList();
        if (attached.isEmpty()) {
            throw new UnanswerableException("no interface has the program, so no packet reaches it");
        }
        if (!wanted.isEmpty() && !attached.contains(wanted)) {
            throw new UnanswerableException(
                    "packets for VIPs do not arrive on \"" + wanted + "\", but on " + String.join(", ", attached));
        }
        String name = wanted.isEmpty() ? attached.getFirst() : wanted;
        if (wanted.isEmpty() && attached.size() > 1) {
            assumed.add("it arrives on " + name);
        }
        return Links.all().stream()
                .filter(link -> link.name().equals(name) && !link.mac().isEmpty())
                .findFirst()
                .orElseThrow(() -> new UnanswerableException(name + " has no MAC address"));
    }

    private Optional<PacketExplanation.Probe> probe(Question question, Explained explained, List<String> assumed)
            throws InterruptedException {
        Optional<ProbeTask> task = explained.server().isEmpty()
                        || question.flow().service().protocol() == Protocol.UDP
                ? Optional.empty()
                : ProbePlan.asClientsCome(question.config(), question.flow().service(), explained.server());
        if (task.isEmpty() || !probes.possible()) {
            assumed.add(
                    task.isEmpty()
                            ? "nothing was probed: the packet goes to no real server that answers a SYN"
                            : "nothing was probed: this balancer probes no real server");
            return Optional.empty();
        }
        try {
            ProbeResult result = probes.send(task.get()).get();
            return Optional.of(new PacketExplanation.Probe(
                    explained.server(),
                    result.reply().passed(),
                    result.reply().word(),
                    result.detail().isEmpty() ? "the probe gave no result" : result.detail(),
                    Math.round((result.endedNs() - result.sentNs()) / 1e3) / 1e3));
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private static PacketExplanation report(
            Question question, Explained explained, List<String> assumed, Optional<PacketExplanation.Probe> probe) {
        Optional<Vip> vip = question.config().vips().stream()
                .filter(each -> each.address().equals(question.flow().service().vip()))
                .findFirst();
        Optional<Choice> choice = explained.choice();
        ToldPacket told = new ToldPacket(
                explained.packet(), FrameHeaders.of(explained.packet().before()));
        return new PacketExplanation(
                vip.map(Vip::name).orElse(""),
                vip.flatMap(found -> port(found, question))
                        .map(ServicePort::name)
                        .orElse(""),
                vip.map(found -> found.options().scheduler().word()).orElse(""),
                choice.filter(each -> each.slots() > 0)
                        .map(each -> new PacketExplanation.Slot(
                                each.slot(), each.slots(), each.inSlot(), each.moved() ? each.former() : "")),
                choice.map(Explanations::entry).orElse(PacketExplanation.Entry.NONE),
                told.report(0, 0, reason(told.outcome(), explained), explained.server()),
                assumed,
                probe);
    }

    private static Optional<ServicePort> port(Vip vip, Question question) {
        return vip.ports().stream()
                .filter(port -> vip.service(port).equals(question.flow().service()))
                .findFirst();
    }

    private static PacketExplanation.Entry entry(Choice choice) {
        boolean found = choice.found().state() != SessionState.FREE;
        return new PacketExplanation.Entry(
                found ? choice.found().state().word() : "",
                found ? choice.found().server() : "",
                choice.found().idleSeconds(),
                choice.left() == SessionState.FREE ? "" : choice.left().word());
    }

    private static String reason(PacketOutcome outcome, Explained explained) {
        Optional<String> why = explained
                .choice()
                .map(choice -> new ChoiceReason(choice, explained.packet(), explained.server()).text());
        return switch (outcome) {
            case FORWARDED, REDIRECTED -> why.orElse("");
            case ROUTED_BY_KERNEL -> why.orElse("") + "; the kernel routes it";
            default -> PacketReason.of(outcome, explained.packet(), explained.server(), "");
        };
    }
}
