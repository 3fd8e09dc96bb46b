// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.serveriron;

import dev.baro.core.config.Config;
import dev.baro.core.config.Marked;
import dev.baro.core.dscp.Conflict;
import dev.baro.core.dscp.Conflicts;
import dev.baro.core.dscp.MarkedVip;
import dev.baro.core.dscp.TakenDscps;
import dev.baro.core.model.IpAddress;
import dev.baro.core.model.Vip;
import dev.baro.core.serveriron.Statement.TosMarking;
import dev.baro.core.serveriron.Text.Real;
import dev.baro.core.serveriron.Text.Virtual;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/// Checks the whole text for addresses and marks with two uses and for servers without a VIP.
final class Checks {
    private static final int FREE_SHOWN = 3;

    /// Each suggestion costs a pass over every virtual server.
    private static final int MAX_SUGGESTIONS = 100;

    private final Config config;
    private final Text text;
    private final Problems problems;

    private Checks(Config config, Text text, Problems problems) {
        this.config = config;
        this.text = text;
        this.problems = problems;
    }

    /// @param text the text, used only for positions in the configuration
    static void check(Config config, Text text, Problems problems) {
        Checks checks = new Checks(config, text, problems);
        checks.addresses();
        checks.families();
        checks.marks();
        if (!problems.hasErrors()) {
            checks.unused();
        }
    }

    private void addresses() {
        Map<IpAddress, String> owners = new HashMap<>();
        for (Real real : text.reals()) {
            claim(owners, real.address(), "real server " + real.name(), real.addressWord());
        }
        for (Virtual virtual : text.virtuals()) {
            claim(owners, virtual.address(), "virtual server " + virtual.name(), virtual.addressWord());
        }
    }

    private void claim(Map<IpAddress, String> owners, IpAddress address, String owner, Word word) {
        String earlier = owners.putIfAbsent(address, "%s (line %d)".formatted(owner, word.line()));
        if (earlier != null) {
            problems.error(
                    word,
                    "%s is already the address of %s".formatted(address, earlier),
                    "each real or virtual server needs its own address");
        }
    }

    private void families() {
        Map<String, Real> reals = new HashMap<>();
        text.reals().forEach(real -> reals.put(real.name(), real));
        for (Vip vip : config.vips()) {
            boolean isV4 = vip.address().isV4();
            vip.servers().stream()
                    .map(reals::get)
                    .filter(Objects::nonNull)
                    .filter(real -> real.address().isV4() != isV4)
                    .forEach(real -> problems.error(
                            real.addressWord(),
                            "real server %s is %s but virtual server %s is %s"
                                    .formatted(real.name(), isV4 ? "IPv6" : "IPv4", vip.name(), isV4 ? "IPv4" : "IPv6"),
                            "bind servers of the address family of the virtual server"));
        }
    }

    /// Checks that no server has two VIPs with the same mark, because a server can distinguish VIPs
    /// only by their marks.
    private void marks() {
        List<MarkedVip> vips = Marked.of("", config).stream()
                .map(vip -> vip.identifiedBy(vip.name()))
                .toList();
        TakenDscps taken = TakenDscps.of(vips);
        int suggested = 0;
        for (Conflict conflict : Conflicts.among(vips)) {
            Word word = marking(conflict.vip()).word(1);
            String what = conflict.what(other -> "line " + marking(other).number());
            suggested++;
            String fix =
                    conflict.why() + (suggested > MAX_SUGGESTIONS ? "" : "; free here: " + free(conflict.vip(), taken));
            if (conflict.isError()) {
                problems.error(word, what, fix);
            } else {
                problems.warning(word, what, fix);
            }
        }
    }

    private Line marking(MarkedVip vip) {
        Virtual virtual = text.virtual(vip.name()).orElseThrow();
        return Text.last(virtual.statements(), TosMarking.class).orElseThrow().line();
    }

    private static String free(MarkedVip vip, TakenDscps taken) {
        return taken.free(vip, FREE_SHOWN).stream().map(String::valueOf).collect(Collectors.joining(", "));
    }

    private void unused() {
        Set<String> used =
                config.vips().stream().flatMap(vip -> vip.servers().stream()).collect(Collectors.toUnmodifiableSet());
        for (Real real : text.reals()) {
            boolean leftOut =
                    text.leftOut().stream().anyMatch(out -> out.servers().contains(real.name()));
            if (!used.contains(real.name()) && !leftOut) {
                problems.warning(
                        real.header().first(),
                        "real server %s is not bound to any virtual server".formatted(real.name()),
                        "it gets no traffic; bind it, or remove it");
            }
        }
    }
}
