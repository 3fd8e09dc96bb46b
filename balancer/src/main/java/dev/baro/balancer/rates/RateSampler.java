// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.rates;

import dev.baro.balancer.control.Controller;
import dev.baro.balancer.control.Forwarding;
import dev.baro.balancer.control.Mailbox;
import dev.baro.balancer.log.Log;
import dev.baro.dataplane.forward.ForwarderCounters;
import dev.baro.dataplane.kernel.DataplaneException;
import dev.baro.dataplane.kernel.Threads;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/// Reads the counters every two seconds. If they are unreadable, or the daemon is too busy, the interval
/// becomes longer, but the rates are still correct.
public final class RateSampler implements AutoCloseable {
    private static final Duration PERIOD = Duration.ofSeconds(2);

    private final Controller controller;
    private final LongSupplier nowNs;
    private final RateBook book;
    private final HeadroomMeter meter;
    private final Thread thread;

    private RateSampler(Controller controller, List<String> interfaces, LongSupplier nowNs) {
        this.controller = controller;
        this.meter = new HeadroomMeter(interfaces);
        this.nowNs = nowNs;
        this.book = new RateBook(nowNs.getAsLong());
        this.thread = Thread.ofPlatform().name("rates").daemon().unstarted(this::run);
    }

    /// @param interfaces the interfaces where packets for VIPs arrive
    public static RateSampler start(Controller controller, List<String> interfaces, LongSupplier nowNs) {
        RateSampler sampler = new RateSampler(controller, interfaces, nowNs);
        sampler.thread.start();
        return sampler;
    }

    public RateBook book() {
        return book;
    }

    public HeadroomMeter meter() {
        return meter;
    }

    @Override
    public void close() {
        thread.interrupt();
        Threads.join(thread);
    }

    private void run() {
        try {
            while (true) {
                sample();
                Thread.sleep(PERIOD);
            }
        } catch (InterruptedException e) {
            // The interrupt comes from close() and ends the thread.
        }
    }

    private void sample() throws InterruptedException {
        try {
            meter.take(nowNs.getAsLong());
            ForwarderCounters counters = Mailbox.await(controller.ask(Forwarding::counters));
            book.take(nowNs.getAsLong(), counters);
        } catch (TimeoutException | DataplaneException e) {
            // The metric baro_counters_readable shows the failure.
        } catch (RuntimeException e) {
            Log.fault(e);
        }
    }
}
