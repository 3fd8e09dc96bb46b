// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.report;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// How many requests the API has answered, by route and status. Both have a bounded number of
/// values, whatever clients send.
public final class RequestCounts {
    private final Map<Answered, LongAdder> counts = new ConcurrentHashMap<>();

    private record Answered(String method, String route, int code) {}

    /// @param method the HTTP method; empty if no route has it
    /// @param route  the route's path with parameters in braces; empty if there is none
    public void count(String method, String route, int code) {
        counts.computeIfAbsent(new Answered(method, route, code), _ -> new LongAdder())
                .increment();
    }

    List<MetricFamily> families() {
        MetricFamily requests = MetricFamily.counter(
                "baro_api_requests", "Requests of the API that were answered.", "method", "route", "code");
        counts.entrySet().stream()
                .sorted(Map.Entry.comparingByKey(Comparator.comparing(Answered::route)
                        .thenComparing(Answered::method)
                        .thenComparingInt(Answered::code)))
                .forEach(each -> requests.add(
                        each.getValue().sum(),
                        each.getKey().method(),
                        each.getKey().route(),
                        Integer.toString(each.getKey().code())));
        return List.of(requests);
    }
}
