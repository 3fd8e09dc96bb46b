// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.serveriron;

import dev.baro.core.config.Config;
import dev.baro.core.dscp.Dscp;
import dev.baro.core.model.IpAddress;
import dev.baro.core.model.Vip;
import dev.baro.core.serveriron.ServerIronStatement.TosMarking;
import dev.baro.core.serveriron.ServerIronText.Real;
import dev.baro.core.serveriron.ServerIronText.Virtual;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// What can only be seen across the whole text: addresses and marks that stand for two things, servers without a VIP.
final class ServerIronChecks {
    /// IANA Pool 2 (`xxxx11`, RFC 2474 section 6) without 3 and 7, onto which known re-marking folds the others.
    private static final int FIRST_OF_POOL = 11;
    private static final int POOL_STEP = 4;
    private static final int FREE_SHOWN = 3;

    private final Config config;
    private final ServerIronText text;
    private final ServerIronProblems problems;

    private ServerIronChecks(Config config, ServerIronText text, ServerIronProblems problems) {
        this.config = config;
        this.text = text;
        this.problems = problems;
    }

    /// @param text only for the places of what the configuration holds
    static void check(Config config, ServerIronText text, ServerIronProblems problems) {
        ServerIronChecks checks = new ServerIronChecks(config, text, problems);
        checks.addresses();
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

    private void claim(Map<IpAddress, String> owners, IpAddress address, String owner, ServerIronWord word) {
        String earlier = owners.putIfAbsent(address, "%s (line %d)".formatted(owner, word.line()));
        if (earlier != null) {
            problems.error(
                    word,
                    "%s is the address of %s already".formatted(address, earlier),
                    "each real and each virtual server has its own address");
        }
    }

    private void marks() {
        for (int i = 1; i < config.vips().size(); i++) {
            mark(config.vips().get(i), config.vips().subList(0, i));
        }
    }

    /// A server can tell two VIPs apart by their marks only.
    private void mark(Vip vip, List<Vip> before) {
        for (Vip earlier : before) {
            if (earlier.dscp().equals(vip.dscp()) && !Collections.disjoint(earlier.servers(), vip.servers())) {
                String shared = vip.servers().stream()
                        .filter(earlier.servers()::contains)
                        .findFirst()
                        .orElseThrow();
                ServerIronLine line = marking(vip);
                problems.error(
                        line.word(1),
                        "dscp %d names %s (line %d) to server %s already"
                                .formatted(
                                        vip.dscp().codePoint(),
                                        earlier.name(),
                                        marking(earlier).number(),
                                        shared),
                        "another value of 1 to 63 for one of the two; free on its servers: " + free(vip));
                return;
            }
        }
    }

    private ServerIronLine marking(Vip vip) {
        Virtual virtual = text.virtual(vip.name()).orElseThrow();
        return ServerIronText.last(virtual.statements(), TosMarking.class)
                .orElseThrow()
                .line();
    }

    private String free(Vip vip) {
        Set<Integer> taken = config.vips().stream()
                .filter(other -> !Collections.disjoint(other.servers(), vip.servers()))
                .map(other -> other.dscp().codePoint())
                .collect(Collectors.toUnmodifiableSet());
        return IntStream.iterate(FIRST_OF_POOL, n -> n <= Dscp.MAX, n -> n + POOL_STEP)
                .filter(n -> !taken.contains(n))
                .limit(FREE_SHOWN)
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(", "));
    }

    private void unused() {
        Set<String> used =
                config.vips().stream().flatMap(vip -> vip.servers().stream()).collect(Collectors.toUnmodifiableSet());
        for (Real real : text.reals()) {
            if (!used.contains(real.name())) {
                problems.warning(
                        real.header().first(),
                        "real server %s is bound to no virtual server".formatted(real.name()),
                        "it gets no traffic; bind it, or leave it out");
            }
        }
    }
}
