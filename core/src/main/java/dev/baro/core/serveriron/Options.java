// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.serveriron;

import dev.baro.core.model.OnServerDown;
import dev.baro.core.model.SchedulerKind;
import dev.baro.core.model.SessionKeeping;
import dev.baro.core.model.SessionSettings;
import dev.baro.core.model.SessionTimeouts;
import dev.baro.core.model.SlowStart;
import dev.baro.core.model.VipOptions;
import dev.baro.core.model.VipOptions.Refusal;
import dev.baro.core.model.VipOptions.Refusals;
import dev.baro.core.model.VipOptions.Standby;
import dev.baro.core.serveriron.Bindings.BoundPort;
import dev.baro.core.serveriron.Statement.Backup;
import dev.baro.core.serveriron.Statement.MinimumServers;
import dev.baro.core.serveriron.Statement.OfPort;
import dev.baro.core.serveriron.Statement.PersistHash;
import dev.baro.core.serveriron.Statement.Predictor;
import dev.baro.core.serveriron.Statement.PrimaryFirst;
import dev.baro.core.serveriron.Statement.ResetOnFail;
import dev.baro.core.serveriron.Statement.SessionSync;
import dev.baro.core.serveriron.Statement.Setting;
import dev.baro.core.serveriron.Statement.SlowStarted;
import dev.baro.core.serveriron.Statement.Sticky;
import dev.baro.core.serveriron.Text.Real;
import dev.baro.core.serveriron.Text.Virtual;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Maps the settings of a virtual server, and the session settings for all virtual servers. The device's port
/// settings apply to the whole VIP here, and a note reports this.
final class Options {
    private static final Refusals REFUSING = new Refusals(Refusal.RESET, Refusal.RESET);

    /// The device's default, used if there is no `sticky-age` line.
    private static final Duration STICKY_AGE = Duration.ofMinutes(5);

    /// The range of `sessions.max`.
    private static final int FEWEST_SESSIONS = 1_024;

    private static final int MOST_SESSIONS = 64_000_000;

    private final Bindings bindings;
    private final Text text;
    private final Problems problems;

    private Options(Bindings bindings, Text text, Problems problems) {
        this.bindings = bindings;
        this.text = text;
        this.problems = problems;
    }

    static VipOptions of(Bindings bindings, Text text, SchedulerKind scheduler, Problems problems) {
        Options options = new Options(bindings, text, problems);
        return VipOptions.DEFAULTS
                .withScheduler(options.hashed().map(_ -> SchedulerKind.MAGLEV).orElse(scheduler))
                .withSessionSync(options.sessionSync())
                .withNeed(options.need())
                .withKeeping(new SessionKeeping(options.affinity(), options.onServerDown()))
                .withSlowStart(options.slowStart())
                .withRefusals(text.refuses() ? REFUSING : Refusals.DEFAULTS)
                .withStandby(options.standby());
    }

    static SchedulerKind scheduler(Bindings bindings, Text text, Problems problems) {
        Virtual virtual = bindings.virtual();
        Optional<Predictor> predictor =
                Text.last(virtual.statements(), Predictor.class).or(text::predictor);
        if (predictor.isEmpty() && !virtual.block().mentions("predictor")) {
            problems.note(
                    virtual.place(),
                    "no predictor line: round-robin is used",
                    "the ServerIron's own default is least connections: to use it, write predictor least-conn");
        }
        return predictor.map(p -> p.predictor().scheduler()).orElse(SchedulerKind.ROUND_ROBIN);
    }

    private Optional<PersistHash> hashed() {
        Optional<PersistHash> line = first(PersistHash.class);
        line.ifPresent(hash -> ofVip(hash, "scheduler: maglev"));
        return line;
    }

    private boolean sessionSync() {
        List<SessionSync> lines = bindings.ports().stream()
                .flatMap(p -> text.ofPort(p.port(), SessionSync.class).stream())
                .toList();
        if (lines.isEmpty()) {
            return false;
        }
        String others = bindings.ports().stream()
                .filter(p -> text.ofPort(p.port(), SessionSync.class).isEmpty())
                .map(BoundPort::name)
                .collect(Collectors.joining(", "));
        problems.note(
                lines.getFirst().line().first(),
                "session-sync: sessions of " + bindings.virtual().name()
                        + " are copied to other balancers, once there are any",
                ("session-sync: true is set for the VIP%s; another balancer joins with baro peer invite and baro peer"
                                        + " join")
                                .formatted(others.isEmpty() ? "" : ", so also for " + others + ", which lacks it there")
                        + " (vips.session-sync)");
        return true;
    }

    /// The standby servers: on the device, backup servers wait only if a port of the VIP has `lb-pri-servers`.
    private Standby standby() {
        List<Real> backups = bindings.servers().stream()
                .filter(real -> !Text.all(real.statements(), Backup.class).isEmpty())
                .toList();
        Optional<PrimaryFirst> first = first(PrimaryFirst.class);
        if (backups.isEmpty()
                || first.isEmpty()
                || backups.size() == bindings.servers().size()) {
            backups.forEach(this::reportIdleBackup);
            return Standby.NONE;
        }
        List<String> names = backups.stream().map(Real::name).toList();
        ofVip(first.get(), "standby: {servers: [%s]}".formatted(String.join(", ", names)));
        ofPorts(PrimaryFirst.class)
                .filter(PrimaryFirst::stays)
                .findFirst()
                .ifPresent(stays -> problems.warning(
                        stays.line().word(3),
                        "backups do not stay active: they return to standby once the others are back",
                        "to keep them active longer, set rest-after, up to 1h (vips.standby.rest-after)"));
        return new Standby(names, List.of(), false, Standby.NONE.below(), Standby.NONE.restAfter());
    }

    private void reportIdleBackup(Real real) {
        problems.warning(
                Text.all(real.statements(), Backup.class).getFirst().line().first(),
                "backup %s always takes its share of %s"
                        .formatted(real.name(), bindings.virtual().name()),
                "no port there has lb-pri-servers, or no other server is bound: to keep it on standby, use"
                        + " vips.standby");
    }

    private int need() {
        Optional<MinimumServers> most =
                ofPorts(MinimumServers.class).max(Comparator.comparingInt(MinimumServers::count));
        if (most.isEmpty()) {
            return VipOptions.DEFAULTS.need();
        }
        int servers = bindings.servers().size();
        if (most.get().count() > servers && servers > 0) {
            problems.warning(
                    most.get().line().word(3),
                    "minimum-servers %d exceeds the %d servers of the VIP: need: %d is used"
                            .formatted(most.get().count(), servers, servers),
                    "bind more servers, or write a smaller number");
            return servers;
        }
        ofVip(most.get(), "need: " + most.get().count());
        return most.get().count();
    }

    private Duration affinity() {
        Optional<Sticky> sticky = first(Sticky.class);
        if (sticky.isEmpty()) {
            return Duration.ZERO;
        }
        Duration age = text.setting("sticky-age")
                .map(Setting::value)
                .map(Duration::ofMinutes)
                .orElse(STICKY_AGE);
        ofVip(sticky.get(), "affinity: {by: client-address, timeout: %dm}".formatted(age.toMinutes()));
        return age;
    }

    private OnServerDown onServerDown() {
        Optional<ResetOnFail> reset = first(ResetOnFail.class);
        reset.ifPresent(line -> ofVip(line, "on-server-down: move, so that another server resets them"));
        return reset.isPresent() ? OnServerDown.MOVE : OnServerDown.KEEP;
    }

    /// The slow start: the longest of the settings for the VIP, its ports and its servers,
    /// and the global setting.
    private SlowStart slowStart() {
        Stream<SlowStarted> ofPorts =
                bindings.ports().stream().flatMap(p -> text.ofPort(p.port(), SlowStarted.class).stream());
        Stream<SlowStarted> ofServers =
                bindings.servers().stream().flatMap(real -> Text.all(real.statements(), SlowStarted.class).stream());
        Optional<SlowStarted> said = Stream.of(
                        Text.all(text.global(), SlowStarted.class).stream(),
                        Text.all(bindings.virtual().statements(), SlowStarted.class).stream(),
                        ofPorts,
                        ofServers)
                .flatMap(each -> each)
                .max(Comparator.comparingInt(SlowStarted::seconds));
        said.ifPresent(line -> problems.note(
                line.line().first(),
                "%s is imported as slow-start: %ds for the whole VIP"
                        .formatted(line.line().text(), line.seconds()),
                "a new server reaches its full share within that time (vips.slow-start)"));
        return said.map(line -> new SlowStart(Duration.ofSeconds(line.seconds()), SlowStart.NONE.maxSharePercent()))
                .orElse(SlowStart.NONE);
    }

    private void ofVip(OfPort line, String taken) {
        problems.note(
                line.line().first(),
                "%s is imported as %s".formatted(line.line().text(), taken),
                "on the ServerIron it applies to a port; here it applies to the whole VIP, %s"
                        .formatted(bindings.virtual().name()));
    }

    private <S extends OfPort> Optional<S> first(Class<S> type) {
        return ofPorts(type).findFirst();
    }

    /// The statements about a port that the VIP serves.
    private <S extends OfPort> Stream<S> ofPorts(Class<S> type) {
        return Text.all(bindings.virtual().statements(), type).stream().filter(line -> bindings.bindsPort(line.port()));
    }

    /// The limit and timeouts of sessions.
    static SessionSettings sessions(Text text, Problems problems) {
        SessionSettings usual = SessionSettings.DEFAULTS;
        SessionTimeouts timeouts = usual.timeouts();
        return new SessionSettings(
                limit(text, problems).orElse(usual.max()),
                usual.maxNewPerSecond(),
                new SessionTimeouts(
                        timeouts.halfOpen(),
                        age(text, "tcp-age", "established", problems).orElse(timeouts.established()),
                        timeouts.closing(),
                        age(text, "udp-age", "udp", problems).orElse(timeouts.udp())));
    }

    private static Optional<Duration> age(Text text, String keyword, String state, Problems problems) {
        Optional<Setting> said = text.setting(keyword);
        said.ifPresent(line -> problems.note(
                line.line().first(),
                "%s is imported as %s: %dm".formatted(line.line().text(), state, line.value()),
                "this applies to every VIP (sessions.timeouts.%s)".formatted(state)));
        return said.map(line -> Duration.ofMinutes(line.value()));
    }

    private static Optional<Integer> limit(Text text, Problems problems) {
        Optional<Setting> said = text.setting("session-limit").or(() -> text.setting("session-asm-limit"));
        return said.map(line -> {
            int taken = Math.clamp(line.value(), FEWEST_SESSIONS, MOST_SESSIONS);
            String what = "%s is imported as max: %d".formatted(line.line().text(), taken);
            String fix = "this is the size of each balancer's table (sessions.max)";
            if (taken == line.value()) {
                problems.note(line.line().first(), what, fix);
            } else {
                problems.warning(
                        line.line().first(), what, fix + ", from %d to %d".formatted(FEWEST_SESSIONS, MOST_SESSIONS));
            }
            return taken;
        });
    }
}
