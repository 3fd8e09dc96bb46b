// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.config;

import dev.baro.core.model.OnServerDown;
import dev.baro.core.model.SessionKeeping;
import dev.baro.core.model.SessionSettings;
import dev.baro.core.model.SessionTimeouts;
import dev.baro.core.model.SlowStart;
import dev.baro.core.model.VipOptions;
import dev.baro.core.model.VipOptions.Standby;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/// The differences in the session and slow-start settings.
final class SessionDiff {
    private SessionDiff() {}

    static Stream<Change> sessions(SessionSettings before, SessionSettings after) {
        return Stream.of(
                        Change.ofValue("sessions.max", before.max(), after.max(), String::valueOf),
                        Change.ofValue(
                                "sessions.max-new-per-second",
                                before.maxNewPerSecond(),
                                after.maxNewPerSecond(),
                                rate -> rate == 0 ? "" : rate.toString()),
                        timeouts(before.timeouts(), after.timeouts()))
                .flatMap(changed -> changed);
    }

    private static Stream<Change> timeouts(SessionTimeouts before, SessionTimeouts after) {
        return Stream.of(
                        timeout("half-open", before.halfOpen(), after.halfOpen()),
                        timeout("established", before.established(), after.established()),
                        timeout("closing", before.closing(), after.closing()),
                        timeout("udp", before.udp(), after.udp()))
                .flatMap(changed -> changed);
    }

    private static Stream<Change> timeout(String state, Duration before, Duration after) {
        return Change.ofValue("sessions.timeouts." + state, before, after, Literals::text);
    }

    static Stream<Change> slowStart(String path, SlowStart before, SlowStart after) {
        return Stream.concat(
                Change.ofValue(path + ".slow-start", before.time(), after.time(), SessionDiff::unlessZero),
                Change.ofValue(
                        path + ".max-share",
                        before.maxSharePercent(),
                        after.maxSharePercent(),
                        percent -> percent + "%"));
    }

    static Stream<Change> keeping(String path, SessionKeeping before, SessionKeeping after) {
        return Stream.concat(
                Change.ofValue(path + ".affinity", before.affinity(), after.affinity(), SessionDiff::affinity),
                Change.ofValue(
                        path + ".on-server-down", before.onServerDown(), after.onServerDown(), OnServerDown::word));
    }

    static Stream<Change> standby(String path, Standby before, Standby after) {
        String key = path + ".standby";
        return Stream.of(
                        Change.ofList(key + ".servers", before.servers(), after.servers()),
                        Change.ofList(key + ".data-centres", centres(before), centres(after)),
                        Change.ofValue(key + ".below", before.below(), after.below(), String::valueOf),
                        Change.ofValue(key + ".rest-after", before.restAfter(), after.restAfter(), Literals::text))
                .flatMap(changed -> changed);
    }

    private static List<String> centres(Standby standby) {
        return standby.otherCentres() ? List.of(Standby.OTHERS) : standby.dataCentres();
    }

    static Stream<Change> refusals(String path, VipOptions.Refusals before, VipOptions.Refusals after) {
        return Stream.concat(
                Change.ofValue(
                        path + ".on-unserved", before.onUnserved(), after.onUnserved(), VipOptions.Refusal::word),
                Change.ofValue(
                        path + ".on-no-server", before.onNoServer(), after.onNoServer(), VipOptions.Refusal::word));
    }

    private static String affinity(Duration timeout) {
        return timeout.isZero() ? "" : "client-address " + Literals.text(timeout);
    }

    private static String unlessZero(Duration duration) {
        return duration.isZero() ? "" : Literals.text(duration);
    }
}
