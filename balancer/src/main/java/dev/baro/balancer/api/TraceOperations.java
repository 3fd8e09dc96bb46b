// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.api;

import dev.baro.balancer.trace.Traces;
import dev.baro.core.api.ProblemDetail;
import dev.baro.core.api.TraceReport;
import dev.baro.core.config.Config;
import dev.baro.core.model.Vip;
import dev.baro.dataplane.kernel.DataplaneException;
import dev.baro.dataplane.trace.TraceFilter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/// Handles operators' requests about packet traces.
record TraceOperations(Config config, Traces traces) {
    private static final String ANY = "any";

    Answer begin(String client, String vip, long packets, long seconds) throws TimeoutException, InterruptedException {
        Optional<Place> from = client.equals(ANY) ? Optional.of(new Place(TraceFilter.ANY, 0)) : Place.of(client);
        Optional<Place> to = Place.ofVip(config, vip);
        if (from.isEmpty()) {
            return ServerOperations.badRequest(
                    client,
                    "\"" + client + "\" is neither an address, nor an address and a port, nor any",
                    "such as 198.51.100.7, 198.51.100.7:40000, [2001:db8::7]:40000 or any");
        }
        if (to.isEmpty()) {
            return new Answer.No(ServerOperations.unknown(
                    "\"" + vip + "\" is no VIP",
                    config.vips().stream().map(Vip::name).toList()));
        }
        TraceFilter filter;
        try {
            filter = new TraceFilter(
                    from.get().address(),
                    from.get().port(),
                    to.get().address(),
                    to.get().port());
        } catch (IllegalArgumentException e) {
            return ServerOperations.badRequest(client, String.valueOf(e.getMessage()), "a packet has one version");
        }
        if (packets < 1 || packets > Traces.Wanted.MOST_PACKETS) {
            return ServerOperations.badRequest(
                    "" + packets, packets + " packets", "1 to " + Traces.Wanted.MOST_PACKETS);
        }
        if (seconds < 1 || seconds > Traces.Wanted.LONGEST.toSeconds()) {
            return ServerOperations.badRequest(
                    "" + seconds, seconds + " seconds", "1 to " + Traces.Wanted.LONGEST.toSeconds());
        }
        return begin(new Traces.Wanted(filter, (int) packets, Duration.ofSeconds(seconds)));
    }

    private Answer begin(Traces.Wanted wanted) throws TimeoutException, InterruptedException {
        try {
            return traces.begin(wanted)
                    .<Answer>map(Answer.Json::new)
                    .orElseGet(() -> new Answer.No(new ProblemDetail(
                            ProblemDetail.CONFLICT,
                            "another trace runs",
                            409,
                            "only one trace can run at a time, for " + Traces.Wanted.LONGEST.toSeconds() + " s at most",
                            "",
                            "try again when it has ended")));
        } catch (DataplaneException e) {
            return new Answer.No(new ProblemDetail(
                    ProblemDetail.INTERNAL,
                    "the kernel rejects the trace",
                    500,
                    String.valueOf(e.getMessage()),
                    "",
                    "forwarding continues; see the daemon's log"));
        }
    }

    Answer read(long id, long after) throws InterruptedException {
        return told(traces.read(id, after), id);
    }

    Answer end(long id) {
        return told(traces.end(id), id);
    }

    private static Answer told(Optional<TraceReport> report, long id) {
        return report.<Answer>map(Answer.Json::new)
                .orElseGet(() -> new Answer.No(new ProblemDetail(
                        ProblemDetail.NOT_FOUND,
                        "no such trace",
                        404,
                        "there is no trace " + id + ", or another trace has been started since",
                        "",
                        "start one with baro trace")));
    }
}
