// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.api;

import dev.baro.balancer.control.Controller;
import dev.baro.balancer.control.Forwarding;
import dev.baro.balancer.control.Mailbox;
import dev.baro.balancer.control.Startup;
import dev.baro.balancer.rates.HeadroomMeter;
import dev.baro.balancer.rates.RateBook;
import dev.baro.core.api.Headroom;
import dev.baro.core.api.ProblemDetail;
import dev.baro.core.api.Timing;
import dev.baro.core.config.Config;
import dev.baro.core.model.Vip;
import dev.baro.dataplane.bpf.RunStatistics;
import dev.baro.dataplane.bpf.RunStatistics.Taken;
import dev.baro.dataplane.forward.SessionCensus;
import dev.baro.dataplane.kernel.DataplaneException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/// Handles operators' requests about rates and headroom.
public record RateOperations(Startup startup, Controller controller, RateBook book, HeadroomMeter meter) {
    private static final Duration MEASURED = Duration.ofSeconds(1);

    /// @param vip the name of a configured VIP; empty: every VIP
    Answer list(String vip, long nowNs) throws TimeoutException, InterruptedException {
        return new Answer.Json(book.list(nowNs, vips(vip), config().serversByName(), !vip.isEmpty(), headroom()));
    }

    /// @param vip the name of a configured VIP; empty: the whole balancer
    Answer history(String vip) {
        return new Answer.Json(book.history(
                vip.isEmpty() ? Optional.empty() : vips(vip).stream().findFirst(), startup::wallTime));
    }

    /// Makes the kernel measure the XDP program's run time. Blocks until the measurement ends.
    Answer timing() throws TimeoutException, InterruptedException {
        try (RunStatistics _ = RunStatistics.enable()) {
            Taken before = Mailbox.await(controller.ask(Forwarding::programTime));
            Thread.sleep(MEASURED);
            Taken spent = Mailbox.await(controller.ask(Forwarding::programTime)).since(before);
            return new Answer.Json(new Timing(
                    spent.runs() / (double) MEASURED.toSeconds(),
                    spent.runs() == 0 ? 0 : spent.ns() / (double) spent.runs(),
                    100.0 * spent.ns() / MEASURED.toNanos()));
        } catch (DataplaneException e) {
            return new Answer.No(new ProblemDetail(
                    ProblemDetail.INTERNAL,
                    "the kernel does not measure the program's time",
                    500,
                    String.valueOf(e.getMessage()),
                    "",
                    "turn that on for all programs, and repeat the request: sysctl -w kernel.bpf_stats_enabled=1;"
                            + " afterwards: sysctl -w kernel.bpf_stats_enabled=0"));
        }
    }

    private Headroom headroom() throws TimeoutException, InterruptedException {
        try {
            SessionCensus census = Mailbox.await(controller.ask(Forwarding::sessions));
            return meter.headroom(census.used(), census.places());
        } catch (DataplaneException e) {
            return meter.headroom(0, 0); // the metric baro_counters_readable shows the failure
        }
    }

    private List<Vip> vips(String name) {
        return config().vips().stream()
                .filter(one -> name.isEmpty() || one.name().equals(name))
                .toList();
    }

    private Config config() {
        return controller.snapshot().state().config();
    }
}
