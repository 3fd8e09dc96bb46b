// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.writer;

import dev.baro.core.model.Protocol;
import dev.baro.core.model.ServicePort;
import dev.baro.core.model.SessionKeeping;
import dev.baro.core.model.SessionSettings;
import dev.baro.core.model.SessionTimeouts;
import dev.baro.core.model.SlowStart;
import dev.baro.core.model.VipOptions;
import dev.baro.core.model.VipOptions.Standby;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// The part of [YamlText] that prints session and slow-start settings.
final class YamlTextSessions {
    private YamlTextSessions() {}

    /// @param everything whether to include values that equal their defaults
    /// @return `KEY: VALUE`
    static List<String> fields(SessionSettings sessions, boolean everything) {
        SessionSettings usual = SessionSettings.DEFAULTS;
        List<String> fields = new ArrayList<>();
        if (everything || sessions.max() != usual.max()) {
            fields.add("max: " + sessions.max());
        }
        if (sessions.maxNewPerSecond() != usual.maxNewPerSecond()) {
            fields.add("max-new-per-second: " + sessions.maxNewPerSecond());
        }
        List<String> timeouts = new ArrayList<>();
        SessionTimeouts said = sessions.timeouts();
        SessionTimeouts known = usual.timeouts();
        timeout(timeouts, "half-open", said.halfOpen(), known.halfOpen(), everything);
        timeout(timeouts, "established", said.established(), known.established(), everything);
        timeout(timeouts, "closing", said.closing(), known.closing(), everything);
        timeout(timeouts, "udp", said.udp(), known.udp(), everything);
        if (!timeouts.isEmpty()) {
            fields.add("timeouts: {%s}".formatted(String.join(", ", timeouts)));
        }
        return fields;
    }

    private static void timeout(List<String> fields, String state, Duration said, Duration usual, boolean everything) {
        if (everything || !said.equals(usual)) {
            fields.add(state + ": " + YamlTextScalar.duration(said));
        }
    }

    /// @return `KEY: VALUE` for the packets of a port
    static List<String> lines(ServicePort port, boolean everything) {
        List<String> lines = new ArrayList<>();
        if (everything || port.protocol() != Protocol.TCP) {
            lines.add("protocol: " + port.protocol().word());
        }
        if (port.onePacket() || everything && port.protocol() == Protocol.UDP) {
            lines.add("one-packet: " + port.onePacket());
        }
        return lines;
    }

    /// @param everything whether to include defaults; `max-share` needs `slow-start`
    /// @return `KEY: VALUE`
    static List<String> lines(VipOptions options, boolean everything) {
        SlowStart slowStart = options.slowStart();
        SessionKeeping keeping = options.keeping();
        List<String> lines = new ArrayList<>();
        if (!slowStart.isNone()) {
            lines.add("slow-start: " + YamlTextScalar.duration(slowStart.time()));
        }
        boolean ramps = everything && !slowStart.isNone();
        if (ramps || slowStart.maxSharePercent() != SlowStart.NONE.maxSharePercent()) {
            lines.add("max-share: " + slowStart.maxSharePercent() + "%");
        }
        if (!keeping.affinity().isZero()) {
            lines.add("affinity: {by: client-address, timeout: %s}"
                    .formatted(YamlTextScalar.duration(keeping.affinity())));
        }
        if (everything || keeping.onServerDown() != SessionKeeping.DEFAULTS.onServerDown()) {
            lines.add("on-server-down: " + keeping.onServerDown().word());
        }
        if (!options.standby().isNone()) {
            lines.add("standby: {%s}".formatted(String.join(", ", standby(options.standby(), everything))));
        }
        VipOptions.Refusals refusals = options.refusals();
        if (everything || refusals.onUnserved() != VipOptions.Refusals.DEFAULTS.onUnserved()) {
            lines.add("on-unserved: " + refusals.onUnserved().word());
        }
        if (everything || refusals.onNoServer() != VipOptions.Refusals.DEFAULTS.onNoServer()) {
            lines.add("on-no-server: " + refusals.onNoServer().word());
        }
        return lines;
    }

    private static List<String> standby(Standby standby, boolean everything) {
        List<String> fields = new ArrayList<>();
        if (!standby.servers().isEmpty()) {
            fields.add("servers: " + list(standby.servers()));
        }
        if (standby.otherCentres()) {
            fields.add("data-centres: " + Standby.OTHERS);
        } else if (!standby.dataCentres().isEmpty()) {
            fields.add("data-centres: " + list(standby.dataCentres()));
        }
        if (everything || standby.below() != Standby.NONE.below()) {
            fields.add("below: " + standby.below());
        }
        if (everything || !standby.restAfter().equals(Standby.NONE.restAfter())) {
            fields.add("rest-after: " + YamlTextScalar.duration(standby.restAfter()));
        }
        return fields;
    }

    private static String list(List<String> names) {
        return names.stream().map(YamlTextScalar::name).collect(Collectors.joining(", ", "[", "]"));
    }
}
