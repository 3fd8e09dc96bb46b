// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.dscp;

import dev.baro.core.model.Dscp;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/// One of the 64 code points, with everything known about its use.
///
/// @param value  the value, 0..63
/// @param use    software that sets the value, or its purpose; empty if unused
/// @param source the document that defines the use; empty if `use` is empty
public record CodePoint(int value, Preference rank, String use, String source) {
    private static final List<CodePoint> ALL =
            IntStream.rangeClosed(0, Dscp.MAX).mapToObj(CodePoint::known).toList();

    /// Within a rank, the later pools of the registry come first, because their values
    /// are least often assigned.
    private static final List<CodePoint> BY_PREFERENCE = ALL.stream()
            .filter(point -> point.value >= Dscp.MIN)
            .sorted(Comparator.comparing(CodePoint::rank)
                    .thenComparing(point -> point.pool() == IanaPool.STANDARDS)
                    .thenComparingInt(CodePoint::value))
            .toList();

    /// All code points in ascending order, including 0.
    public static List<CodePoint> all() {
        return ALL;
    }

    /// @param value the value, 0..63
    public static CodePoint of(int value) {
        return ALL.get(value);
    }

    /// All values that can name a VIP, in order of preference.
    public static List<CodePoint> byPreference() {
        return BY_PREFERENCE;
    }

    /// The best free values, for a suggestion; excludes values that other software sets.
    public static List<Integer> free(Set<Integer> taken, int howMany) {
        return BY_PREFERENCE.stream()
                .filter(point -> !point.isMarkedByOthers() && !taken.contains(point.value))
                .map(CodePoint::value)
                .limit(howMany)
                .toList();
    }

    public IanaPool pool() {
        return IanaPool.of(value);
    }

    /// Whether servers receive packets with this value that were not marked by a balancer.
    public boolean isMarkedByOthers() {
        return rank.compareTo(Preference.IN_USE) >= 0;
    }

    /// The code point in all notations.
    @Override
    public String toString() {
        return Dscp.text(value);
    }

    private static CodePoint known(int value) {
        return switch (value) {
            case 0 -> reserved(value, "all unmarked traffic has it", "RFC 2474 section 4.1");
            case 1 -> inUse(value, "lower-effort traffic, such as BitTorrent, uses it", "RFC 8622");
            case 2 ->
                inUse(value, "OpenSSH before 7.8, and Debian's OpenSSH, mark bulk transfers with it", "tos throughput");
            case 4 ->
                inUse(
                        value,
                        "OpenSSH before 7.8, and Debian's OpenSSH, mark interactive sessions with it",
                        "tos lowdelay");
            case 8 -> reserved(value, "OpenSSH marks bulk transfers with it", "OpenSSH 7.8, IPQoS");
            case 18 -> reserved(value, "OpenSSH marks interactive sessions with it", "OpenSSH 7.8, IPQoS");
            case 34 -> inUse(value, "video conferences use it", "RFC 4594, RFC 8837");
            case 40 -> inUse(value, "call signalling uses it", "RFC 4594");
            case 44 -> inUse(value, "admitted voice uses it", "RFC 5865");
            case 46 -> reserved(value, "voice and newer OpenSSH use it", "RFC 3246, OpenSSH 10.1, IPQoS");
            case 48 -> reserved(value, "routing protocols use it", "RFC 4594 section 3.2");
            case 56 -> reserved(value, "network control uses it", "RFC 2474 section 4.2.2");
            default -> unclaimed(value);
        };
    }

    private static CodePoint unclaimed(int value) {
        boolean target = ReMarking.WITHOUT_CHOICE.stream().anyMatch(how -> becomesUnder(value, how));
        Preference rank = target
                ? Preference.FOLD_TARGET
                : IanaPool.of(value) == IanaPool.LOCAL_USE ? Preference.LOCAL : Preference.STANDARD;
        String meant = meant(value);
        return new CodePoint(value, rank, meant, meant.isEmpty() ? "" : "RFC 4594");
    }

    private static boolean becomesUnder(int value, ReMarking how) {
        return IntStream.rangeClosed(Dscp.MIN, Dscp.MAX).anyMatch(from -> from != value && how.after(from) == value);
    }

    private static String meant(int value) {
        return switch (value) {
            case 10, 12, 14 -> "meant for high-throughput data";
            case 16 -> "meant for network management";
            case 20, 22 -> "meant for low-latency data";
            case 24 -> "meant for broadcast video";
            case 26, 28, 30 -> "meant for streaming";
            case 32 -> "meant for real-time interaction";
            case 36, 38 -> "meant for video conferences";
            default -> "";
        };
    }

    private static CodePoint inUse(int value, String use, String source) {
        return new CodePoint(value, Preference.IN_USE, use, source);
    }

    private static CodePoint reserved(int value, String use, String source) {
        return new CodePoint(value, Preference.RESERVED, use, source);
    }
}
