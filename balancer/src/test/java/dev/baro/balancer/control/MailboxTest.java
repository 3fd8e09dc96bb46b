// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baro.balancer.Eventually;
import dev.baro.balancer.log.Log;
import dev.baro.core.api.EventList.EventEntry;
import dev.baro.dataplane.kernel.DataplaneException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MailboxTest {
    private final AtomicInteger timersCalled = new AtomicInteger();
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);
    private volatile long waitNs = Long.MAX_VALUE;
    private volatile boolean timerBroken;

    private final Mailbox mailbox = new Mailbox("post", new Mailbox.Timer() {
        @Override
        public long waitNs() {
            return waitNs;
        }

        @Override
        public void timePassed() {
            timersCalled.incrementAndGet();
            if (timerBroken) {
                throw new IllegalStateException("the timer is broken");
            }
        }
    });

    @AfterEach
    void close() {
        release.countDown();
        mailbox.close();
    }

    @Test
    void handlesMessagesInTheirOrderOnItsOwnThread() throws Exception {
        List<String> handled = new ArrayList<>();
        CompletableFuture<?> first =
                mailbox.submit(() -> handled.add("1 " + Thread.currentThread().getName()));
        CompletableFuture<?> second =
                mailbox.submit(() -> handled.add("2 " + Thread.currentThread().getName()));
        mailbox.start();
        Mailbox.await(first);
        Mailbox.await(second);

        assertThat(handled).containsExactly("1 post", "2 post");
    }

    @Test
    void answersAQuestion() throws Exception {
        mailbox.start();

        assertThat(Mailbox.await(mailbox.ask(() -> 42))).isEqualTo(42);
    }

    @Test
    void goesOnAfterAMessageThatFailedAndReportsTheFault() throws Exception {
        mailbox.start();
        CompletableFuture<?> failed = mailbox.submit(() -> {
            throw new UnsupportedOperationException("a bug of MailboxTest");
        });

        assertThatThrownBy(() -> Mailbox.await(failed)).isInstanceOf(UnsupportedOperationException.class);
        assertThat(Mailbox.await(mailbox.ask(() -> 42))).isEqualTo(42);
        assertThat(faults("a bug of MailboxTest")).hasSize(1);
    }

    @Test
    void goesOnAfterAnError() throws Exception {
        mailbox.start();
        CompletableFuture<?> failed = mailbox.submit(() -> {
            throw new AssertionError("cannot happen");
        });

        assertThatThrownBy(() -> Mailbox.await(failed)).hasRootCauseInstanceOf(AssertionError.class);
        assertThat(Mailbox.await(mailbox.ask(() -> 42))).isEqualTo(42);
    }

    @Test
    void aRefusalOfTheKernelIsAnAnswerAndNoFault() {
        mailbox.start();
        CompletableFuture<?> refused = mailbox.submit(() -> {
            throw new DataplaneException("a refusal of MailboxTest");
        });

        assertThatThrownBy(() -> Mailbox.await(refused)).isInstanceOf(DataplaneException.class);
        assertThat(faults("a refusal of MailboxTest")).isEmpty();
    }

    @Test
    void goesOnAfterAMessageThatLeftAnInterruptBehind() throws Exception {
        mailbox.start();
        Mailbox.await(mailbox.submit(() -> Thread.currentThread().interrupt()));

        assertThat(Mailbox.await(mailbox.ask(() -> 42))).isEqualTo(42);
    }

    @Test
    void callsTheTimerAfterEveryMessageAndEveryWait() throws Exception {
        mailbox.start();
        Mailbox.await(mailbox.submit(() -> {}));
        Mailbox.await(mailbox.submit(() -> {}));
        assertThat(timersCalled.get()).isBetween(1, 2);

        waitNs = 0;
        Mailbox.await(mailbox.submit(() -> {}));

        Eventually.see(timersCalled::get, calls -> calls > 100);
    }

    @Test
    void aBrokenTimerIsPausedAndMessagesAreStillHandled() throws Exception {
        waitNs = 0;
        timerBroken = true;
        mailbox.start();

        for (int i = 0; i < 10; i++) {
            Mailbox.await(mailbox.submit(() -> {}));
        }

        assertThat(timersCalled.get()).isLessThan(20);
    }

    @Test
    void aSenderWaitsWhileTheQueueIsFull() throws Exception {
        mailbox.start();
        List<CompletableFuture<?>> answers = fillBehindAMessageInHand();
        Thread sender = Thread.ofPlatform().start(() -> answers.add(mailbox.submit(() -> {})));
        Eventually.see(sender::getState, Thread.State.WAITING::equals);

        release.countDown();
        sender.join();

        for (CompletableFuture<?> answer : answers) {
            Mailbox.await(answer);
        }
        assertThat(answers).hasSize(Mailbox.QUEUE_LENGTH + 2);
    }

    @Test
    void anInterruptedSenderSendsNothing() throws Exception {
        mailbox.start();
        fillBehindAMessageInHand();
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        CompletableFuture<CompletableFuture<?>> answer = new CompletableFuture<>();
        Thread sender = Thread.ofPlatform().start(() -> {
            answer.complete(mailbox.submit(() -> {}));
            interrupted.complete(Thread.currentThread().isInterrupted());
        });
        Eventually.see(sender::getState, Thread.State.WAITING::equals);
        sender.interrupt();

        assertThat(interrupted.get(10, TimeUnit.SECONDS)).isTrue();
        assertThatThrownBy(() -> Mailbox.await(answer.get())).isInstanceOf(InterruptedException.class);
    }

    @Test
    void closingFinishesTheMessageInHandUndisturbedAndRejectsThoseBehindIt() throws Exception {
        mailbox.start();
        CompletableFuture<Boolean> disturbed = mailbox.ask(() -> {
            entered.countDown();
            boolean interrupted = false;
            while (release.getCount() > 0) {
                interrupted |= Thread.interrupted();
                Thread.onSpinWait();
            }
            return interrupted;
        });
        entered.await();
        CompletableFuture<?> waiting = mailbox.submit(() -> {});
        Thread closing = Thread.ofPlatform().start(mailbox::close);
        Eventually.see(closing::getState, Thread.State.WAITING::equals);
        release.countDown();
        closing.join();

        assertThat(Mailbox.await(disturbed)).isFalse();
        assertThatThrownBy(() -> Mailbox.await(waiting)).hasMessage("the daemon is stopping");
    }

    @Test
    void closingAFullMailboxRejectsItsBlockedSendersToo() throws Exception {
        mailbox.start();
        List<CompletableFuture<?>> answers = fillBehindAMessageInHand();
        CompletableFuture<CompletableFuture<?>> late = new CompletableFuture<>();
        Thread sender = Thread.ofPlatform().start(() -> late.complete(mailbox.submit(() -> {})));
        Eventually.see(sender::getState, Thread.State.WAITING::equals);
        Thread closing = Thread.ofPlatform().start(mailbox::close);
        Eventually.see(closing::getState, Thread.State.WAITING::equals);
        release.countDown();
        closing.join();

        assertThatThrownBy(() -> Mailbox.await(late.get(10, TimeUnit.SECONDS))).hasMessage("the daemon is stopping");
        assertThatThrownBy(() -> Mailbox.await(answers.getLast())).hasMessage("the daemon is stopping");
    }

    @Test
    void closingEndsAWaitForMessagesAtOnceAndTheNextIsRejected() {
        mailbox.start();
        Mailbox open = mailbox;
        open.close();

        assertThatThrownBy(() -> open.submit(() -> {}).get())
                .isInstanceOf(ExecutionException.class)
                .hasMessageContaining("the daemon is stopping");
    }

    @Test
    void oneThatWasNeverStartedCanBeClosed() {
        CompletableFuture<?> waiting = mailbox.submit(() -> {});
        mailbox.close();

        assertThatThrownBy(() -> Mailbox.await(waiting)).hasMessage("the daemon is stopping");
    }

    /// One message is in hand until [#release], and behind it no place is left.
    private List<CompletableFuture<?>> fillBehindAMessageInHand() throws InterruptedException {
        List<CompletableFuture<?>> answers = new ArrayList<>();
        answers.add(mailbox.submit(() -> {
            entered.countDown();
            awaitRelease();
        }));
        entered.await();
        IntStream.range(0, Mailbox.QUEUE_LENGTH).forEach(_ -> answers.add(mailbox.submit(() -> {})));
        return answers;
    }

    private void awaitRelease() {
        try {
            release.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<EventEntry> faults(String text) {
        return Log.recent().after(0, 1000).events().stream()
                .filter(event -> event.event().equals("INTERNAL_ERROR"))
                .filter(event -> event.fields().getOrDefault("text", "").contains(text))
                .toList();
    }
}
