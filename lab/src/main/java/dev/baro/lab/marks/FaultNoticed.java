// SPDX-License-Identifier: Apache-2.0
package dev.baro.lab.marks;

import dev.baro.core.api.EventList.EventEntry;
import dev.baro.lab.capture.Capture;
import dev.baro.lab.host.HealthView;
import dev.baro.lab.host.Lab;
import dev.baro.lab.marks.MarkChange.DataCentre;
import dev.baro.lab.network.LabException;
import dev.baro.lab.network.Pause;
import dev.baro.lab.network.WaitFactor;
import dev.baro.lab.proof.Proof;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// In each data centre in turn, a router begins to mishandle a mark. The daemon detects and locates it, in IPv4
/// and IPv6, and reports nothing about the other data centre.
record FaultNoticed(HealthView view, MarkChange change, int rounds) implements Proof {
    private static final Duration NOTICED_WITHIN = WaitFactor.with(Duration.ofMillis(300));
    private static final Duration PLACED_WITHIN = WaitFactor.with(Duration.ofSeconds(2));

    /// The routers send each peer six "time exceeded" errors in a burst, and then one a second.
    private static final Duration BETWEEN = Duration.ofSeconds(3);

    /// The result of one round over one IP version.
    ///
    /// @param noticed the time since the first marked packet after the router's change; a day if the
    /// fault was never noticed
    private record Seen(Duration noticed, Duration placed, boolean right, boolean othersConcerned) {}

    @Override
    public String name() {
        return change.words();
    }

    @Override
    public String expected() {
        return "noticed within " + NOTICED_WITHIN.toMillis() + " ms of the first changed packet, placed right within "
                + PLACED_WITHIN.toMillis() + " ms, each time, in IPv4 and IPv6; the other data centre is not affected";
    }

    @Override
    public Finding prove(Lab lab) {
        List<Seen> all = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            all.addAll(round(lab, round % 2 == 0 ? DataCentre.A : DataCentre.B));
        }
        long noticed = count(all, seen -> seen.noticed().compareTo(NOTICED_WITHIN) <= 0);
        long placed = count(all, seen -> seen.right() && seen.placed().compareTo(PLACED_WITHIN) <= 0);
        long others = count(all, Seen::othersConcerned);
        return new Finding(
                noticed == all.size() && placed == all.size() && others == 0,
                noticed + " of " + all.size() + " noticed in time, the slowest after "
                        + HealthView.words(
                                slowest(all.stream().map(Seen::noticed).toList())) + "; " + placed
                        + " placed right in time, the slowest after "
                        + HealthView.words(
                                slowest(all.stream().map(Seen::placed).toList())) + "; other data centre "
                        + (others == 0 ? "not affected" : "affected in " + others));
    }

    private static long count(List<Seen> all, Predicate<Seen> which) {
        return all.stream().filter(which).count();
    }

    private static Duration slowest(List<Duration> times) {
        return times.stream().max(Duration::compareTo).orElse(Duration.ZERO);
    }

    private List<Seen> round(Lab lab, DataCentre centre) {
        long before = view.newestEvent();
        Capture v4 = capture(lab, "marks-v4.pcap", "dst net " + centre.v4() + " and ip[1] & 0xfc == 40");
        Capture v6 = capture(lab, "marks-v6.pcap", "dst net " + centre.v6() + " and ip6[0:2] & 0x0fc0 == 0x0280");
        Instant begun = Instant.now();
        change.begin(lab, centre);
        Duration _ = HealthView.until(
                begun,
                () -> events(before, "MARK_FAULT_LOCATED", centre, "ipv4") != 0
                        && events(before, "MARK_FAULT_LOCATED", centre, "ipv6") != 0);
        v4.stop();
        v6.stop();
        List<Seen> seen =
                List.of(seen(before, centre, "ipv4", first(v4, begun)), seen(before, centre, "ipv6", first(v6, begun)));
        change.end(lab, centre);
        Duration _ = HealthView.until(
                begun,
                () -> events(before, "MARK_FAULT_OVER", centre, "ipv4") != 0
                        && events(before, "MARK_FAULT_OVER", centre, "ipv6") != 0);
        Duration _ = HealthView.until(begun, view::everyoneIsUp);
        Pause.of(BETWEEN);
        return seen;
    }

    private static Capture capture(Lab lab, String name, String filter) {
        Path file = lab.names().directory().resolve(name);
        return Capture.start(lab.balancer(), file, Capture.HEADERS, "-Q", "out", filter);
    }

    private static Instant first(Capture capture, Instant begun) {
        return capture.firstAt(begun)
                .orElseThrow(() -> new LabException("no marked packet left the balancer: " + capture.file()));
    }

    private Seen seen(long before, DataCentre centre, String family, Instant first) {
        List<EventEntry> all = view.events(before);
        boolean others = all.stream()
                .anyMatch(entry -> entry.event().startsWith("MARK_FAULT")
                        && !centre.name().equals(entry.fields().get("data_centre")));
        List<EventEntry> placed = all.stream()
                .filter(entry -> is(entry, "MARK_FAULT_LOCATED", centre, family))
                .toList();
        boolean right = placed.stream()
                .map(entry -> entry.fields().getOrDefault("text", ""))
                .allMatch(change::isPlaced);
        return new Seen(
                since(first, all, entry -> is(entry, "MARK_FAULT", centre, family)),
                since(first, placed, _ -> true),
                right && !placed.isEmpty(),
                others);
    }

    private static Duration since(Instant first, List<EventEntry> entries, Predicate<EventEntry> which) {
        return entries.stream()
                .filter(which)
                .findFirst()
                .map(entry -> Duration.between(first, Instant.parse(entry.time())))
                .orElse(Duration.ofDays(1));
    }

    private long events(long before, String event, DataCentre centre, String family) {
        return view.events(before).stream()
                .filter(entry -> is(entry, event, centre, family))
                .count();
    }

    private static boolean is(EventEntry entry, String event, DataCentre centre, String family) {
        return entry.event().equals(event)
                && "10".equals(entry.fields().get("dscp"))
                && centre.name().equals(entry.fields().get("data_centre"))
                && family.equals(entry.fields().get("family"));
    }
}
