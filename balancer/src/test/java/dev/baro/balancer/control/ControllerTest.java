// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baro.core.plan.Event;
import dev.baro.core.plan.Plan;
import dev.baro.dataplane.forward.ForwarderCounters;
import dev.baro.dataplane.forward.PacketOutcome;
import dev.baro.dataplane.kernel.DataplaneException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ControllerTest {
    private final RecordingForwarding forwarding = new RecordingForwarding();
    private final AtomicLong clockNs = new AtomicLong();
    private final Controller controller = new Controller(forwarding, () -> clockNs.getAndAdd(5_000_000)).start();

    @AfterEach
    void stop() {
        controller.close();
    }

    @Test
    void appliesThePlanOfAnAcceptedConfiguration() throws Exception {
        EventOutcome outcome = submit(accepted(80));

        assertThat(forwarding.applied).containsExactly(Plan.of(Configs.store(80)));
        assertThat(outcome.after().revision()).isEqualTo(1);
        assertThat(outcome.after().applied()).isEqualTo(1);
        assertThat(outcome.after().failure()).isEmpty();
        assertThat(controller.snapshot().state()).isEqualTo(outcome.after());
    }

    @Test
    void touchesTheKernelOnItsOwnThreadOnly() throws Exception {
        submit(accepted(80));
        controller.count().get();

        assertThat(forwarding.threads).containsExactly("controller", "controller");
    }

    @Test
    void measuresHowLongAnEventTook() throws Exception {
        assertThat(submit(new Event.ConfigRefused("a.yaml", "no")).took()).isEqualTo(Duration.ofMillis(5));
    }

    @Test
    void doesNotApplyTheSamePlanTwice() throws Exception {
        submit(accepted(80));
        EventOutcome outcome = submit(accepted(80));

        assertThat(forwarding.applied).hasSize(1);
        assertThat(outcome.after().revision()).isEqualTo(2);
        assertThat(outcome.after().applied()).isEqualTo(2);
    }

    @Test
    void refusedConfigurationLeavesThePlanAndIsVisible() throws Exception {
        submit(accepted(80));
        submit(new Event.ConfigRefused("baro.yaml", "line 3: dscp 64 is out of range"));

        assertThat(forwarding.applied).hasSize(1);
        assertThat(controller.snapshot().state().config()).isEqualTo(Configs.store(80));
        assertThat(controller.snapshot().state().failure()).isEqualTo("baro.yaml: line 3: dscp 64 is out of range");
    }

    @Test
    void failingKernelLeavesTheOldPlanInForce() throws Exception {
        submit(accepted(80));
        forwarding.refusal = "the map of services is full";
        EventOutcome outcome = submit(accepted(81));

        assertThat(outcome.after().revision()).isEqualTo(2);
        assertThat(outcome.after().applied()).isEqualTo(1);
        assertThat(outcome.after().failure()).isEqualTo("the map of services is full");
    }

    @Test
    void triesAgainWhenTheFailedConfigurationIsSubmittedAgain() throws Exception {
        forwarding.refusal = "the map of services is full";
        submit(accepted(80));
        forwarding.refusal = "";
        EventOutcome outcome = submit(accepted(80));

        assertThat(forwarding.applied).containsExactly(Plan.of(Configs.store(80)));
        assertThat(outcome.after().applied()).isEqualTo(2);
        assertThat(outcome.after().failure()).isEmpty();
    }

    @Test
    void doesNotTryAFailedPlanAgainForAnUnrelatedEvent() throws Exception {
        forwarding.refusal = "the map of services is full";
        submit(accepted(80));
        submit(new Event.ConfigRefused("baro.yaml", "no"));

        assertThat(forwarding.threads).hasSize(1);
    }

    @Test
    void publishesTheCountersThatItWasAskedFor() throws Exception {
        forwarding.counters = new ForwarderCounters(Map.of(PacketOutcome.FORWARDED, 7L), List.of());

        assertThat(controller.count().get().counters().outcomes()).containsEntry(PacketOutcome.FORWARDED, 7L);
        assertThat(controller.snapshot().counters().outcomes()).containsEntry(PacketOutcome.FORWARDED, 7L);
    }

    @Test
    void unreadableCountersFailTheQuestionAndNothingElse() throws Exception {
        forwarding.refusal = "bpf map lookup: errno 1";

        assertThatThrownBy(() -> controller.count().get()).hasCauseInstanceOf(DataplaneException.class);

        forwarding.refusal = "";
        assertThat(submit(accepted(80)).after().applied()).isEqualTo(1);
    }

    @Test
    void letsMovedSlotsSettleOnceAMinuteUntilNoneIsLeft() throws Exception {
        forwarding.movedSlots = 7;
        submit(accepted(80));
        minutePasses();
        forwarding.movedSlots = 0;
        minutePasses();
        minutePasses();

        assertThat(forwarding.settled).containsExactly(7, 0);
    }

    @Test
    void answersQuestionsOnItsOwnThread() throws Exception {
        controller.ask(Forwarding::sessions).get();

        assertThat(forwarding.threads).containsExactly("controller");
    }

    /// Two messages, as the first may be answered before the time is looked at.
    private void minutePasses() throws Exception {
        clockNs.addAndGet(Duration.ofSeconds(61).toNanos());
        controller.count().get();
        controller.count().get();
    }

    @Test
    void eventsAreTakenInTheOrderOfTheirArrival() throws Exception {
        CompletableFuture<EventOutcome> first = controller.submit(accepted(80));
        CompletableFuture<EventOutcome> second = controller.submit(accepted(81));
        CompletableFuture<EventOutcome> third = controller.submit(accepted(82));

        assertThat(List.of(first.get().after().revision(), second.get().after().revision()))
                .containsExactly(1, 2);
        assertThat(third.get().before()).isEqualTo(second.get().after());
    }

    @Test
    void answersNobodyAfterItIsClosed() {
        controller.close();

        assertThatThrownBy(() -> submit(accepted(80)))
                .hasCauseInstanceOf(IllegalStateException.class)
                .hasMessageContaining("the daemon is stopping");
    }

    private EventOutcome submit(Event event) throws Exception {
        return controller.submit(event).get();
    }

    private static Event accepted(int port) {
        return new Event.ConfigAccepted(Configs.store(port), "baro.yaml");
    }
}
