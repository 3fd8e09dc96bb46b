// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.serveriron;

import dev.baro.core.config.Config;
import dev.baro.core.model.Capacity;

/// Limits the number of items in a text, so that checks across the whole text end in a second or two. No device
/// comes near these limits.
final class SizeCheck {
    private static final int MAX_REALS = 32_768;
    private static final int MAX_VIRTUALS = 4_096;

    /// The limit for port profiles and lines such as `server ping-interval`, because all these lines are
    /// examined for each port of each VIP.
    private static final int MAX_GLOBALS = 1_024;

    /// The limit on the total number of lines below all port profiles.
    private static final int MAX_PROFILE_LINES = 16_384;

    /// The limit on the total number of lines below all virtual servers; 4,096 services use half of it.
    private static final int MAX_VIRTUAL_LINES = 65_536;

    private SizeCheck() {}

    /// Reports the first item beyond a limit.
    static boolean exceeded(Text text, Problems problems) {
        int profileLines =
                text.profiles().stream().mapToInt(p -> p.statements().size()).sum();
        int virtualLines =
                text.virtuals().stream().mapToInt(v -> v.statements().size()).sum();
        return exceeded(text.reals().size(), MAX_REALS, "real servers", problems)
                || exceeded(text.virtuals().size(), MAX_VIRTUALS, "virtual servers", problems)
                || exceeded(text.profiles().size(), MAX_GLOBALS, "server port lines", problems)
                || exceeded(text.global().size(), MAX_GLOBALS, "server lines about all servers", problems)
                || exceeded(virtualLines, MAX_VIRTUAL_LINES, "lines below server virtual", problems)
                || exceeded(profileLines, MAX_PROFILE_LINES, "lines below server port", problems);
    }

    /// Reports the first item beyond a balancer's capacity.
    static boolean exceeded(Config config, Problems problems) {
        return exceeded(Capacity.services(config.vips()), Capacity.MAX_SERVICES, "virtual services", problems)
                || exceeded(
                        Capacity.members(config.vips()),
                        Capacity.MAX_MEMBERS,
                        "members, which are real servers counted in each virtual service",
                        problems);
    }

    private static boolean exceeded(long count, int max, String noun, Problems problems) {
        if (count > max) {
            problems.error(
                    new Word("", 0, 0),
                    "more than %d %s".formatted(max, noun),
                    "the file has %d; spread them over several clusters".formatted(count));
        }
        return count > max;
    }
}
