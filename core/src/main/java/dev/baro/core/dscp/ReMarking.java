// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.dscp;

import dev.baro.core.model.Dscp;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The ways in which a network changes a DSCP: the seven behaviours of RFC 9435 section 4, under
/// the names used there.
public sealed interface ReMarking {
    /// The deterministic behaviours, the most frequent first.
    List<ReMarking> WITHOUT_CHOICE = List.of(
            new BleachDscp(), new BleachTosPrecedence(), new BleachSomeTos(), new BleachLow(), new BleachSomeLow());

    /// @param dscp the value, 0..63
    /// @return the resulting value, 0..63
    int after(int dscp);

    /// The behaviour's name in the RFC, with the value if there is one.
    String rfcName();

    /// The whole field becomes 0.
    record BleachDscp() implements ReMarking {
        @Override
        public int after(int dscp) {
            return 0;
        }

        @Override
        public String rfcName() {
            return "Bleach-DSCP";
        }
    }

    /// The three high bits, the former precedence, become 0.
    record BleachTosPrecedence() implements ReMarking {
        @Override
        public int after(int dscp) {
            return dscp & 0b000_111;
        }

        @Override
        public String rfcName() {
            return "Bleach-ToS-Precedence";
        }
    }

    /// Like [BleachTosPrecedence], but values from 48 on are kept.
    record BleachSomeTos() implements ReMarking {
        @Override
        public int after(int dscp) {
            return dscp >= 0b110_000 ? dscp : dscp & 0b000_111;
        }

        @Override
        public String rfcName() {
            return "Bleach-some-ToS";
        }
    }

    /// The three high bits become another class.
    ///
    /// @param precedence 1..7
    record ReMarkTos(int precedence) implements ReMarking {
        @Override
        public int after(int dscp) {
            return precedence << 3 | dscp & 0b000_111;
        }

        @Override
        public String rfcName() {
            return "Re-mark-ToS to class " + precedence;
        }
    }

    /// The three low bits become 0: only a class selector is left.
    record BleachLow() implements ReMarking {
        @Override
        public int after(int dscp) {
            return dscp & 0b111_000;
        }

        @Override
        public String rfcName() {
            return "Bleach-low";
        }
    }

    /// Like [BleachLow], but values from 48 on are kept.
    record BleachSomeLow() implements ReMarking {
        @Override
        public int after(int dscp) {
            return dscp >= 0b110_000 ? dscp : dscp & 0b111_000;
        }

        @Override
        public String rfcName() {
            return "Bleach-some-low";
        }
    }

    /// Every value becomes one given value.
    ///
    /// @param value 1..63
    record ReMarkDscp(int value) implements ReMarking {
        @Override
        public int after(int dscp) {
            return value;
        }

        @Override
        public String rfcName() {
            return "Re-mark-DSCP to " + Dscp.text(value);
        }
    }

    /// The behaviours that explain every pair of values before and after a router, including unchanged values.
    /// Fewer observations leave more possible behaviours.
    ///
    /// @param seen the value after a router for each value before it; 0..63 each
    /// @return the behaviours, the most frequent first; empty if no behaviour explains all pairs
    static List<ReMarking> explaining(Map<Integer, Integer> seen) {
        return all().filter(
                        how -> seen.entrySet().stream().allMatch(pair -> how.after(pair.getKey()) == pair.getValue()))
                .toList();
    }

    private static Stream<ReMarking> all() {
        Stream<ReMarking> classes = IntStream.rangeClosed(1, 7).mapToObj(ReMarkTos::new);
        Stream<ReMarking> values = IntStream.rangeClosed(Dscp.MIN, Dscp.MAX).mapToObj(ReMarkDscp::new);
        return Stream.of(WITHOUT_CHOICE.stream(), classes, values).flatMap(found -> found);
    }
}
