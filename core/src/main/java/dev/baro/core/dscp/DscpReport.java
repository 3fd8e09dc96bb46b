// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.dscp;

import java.util.List;
import java.util.Locale;

/// The answers of `baro dscp` in JSON.
public final class DscpReport {
    private DscpReport() {}

    /// The answer to `baro dscp list -o json`.
    public record Values(List<Value> values) {
        public Values {
            values = List.copyOf(values);
        }

        /// @param points the code points, in the order of the answer
        public static Values of(List<CodePoint> points, List<MarkedVip> vips) {
            return new Values(
                    points.stream().map(point -> Value.of(point, vips)).toList());
        }
    }

    /// @param text all notations: `10 (tos 40, 0x28, AF11)`
    /// @param pool the pool in the IANA registry: 1, 2 or 3
    /// @param rank `local`, `standard`, `fold-target`, `in-use` or `reserved`
    /// @param use  software that sets it; empty if none is known
    public record Value(int dscp, String text, int pool, String rank, String use, String source, List<Owner> vips) {
        public Value {
            vips = List.copyOf(vips);
        }

        private static Value of(CodePoint point, List<MarkedVip> vips) {
            return new Value(
                    point.value(),
                    point.toString(),
                    point.pool().number(),
                    point.rank().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                    point.use(),
                    point.source(),
                    vips.stream()
                            .filter(vip -> vip.codePoint() == point.value())
                            .map(Owner::of)
                            .toList());
        }
    }

    /// @param address the VIP's address
    /// @param servers the names of the servers that recognise the VIP by its mark
    public record Owner(String file, String vip, String address, List<String> servers) {
        public Owner {
            servers = List.copyOf(servers);
        }

        private static Owner of(MarkedVip vip) {
            return new Owner(
                    vip.source(),
                    vip.name(),
                    vip.identity(),
                    vip.servers().stream().map(MarkedVip.MarkedServer::name).toList());
        }
    }

    /// The answer to `baro dscp check -o json`.
    ///
    /// @param valid whether there is no error; warnings do not count
    public record Findings(boolean valid, List<Finding> conflicts) {
        public Findings {
            conflicts = List.copyOf(conflicts);
        }
    }

    /// @param severity `error` or `warning`
    /// @param kind     `same-value`, `two-values`, `folded` or `also-marked`
    /// @param line     1-based; 0 if unknown
    /// @param free     free values that would suit this VIP better
    public record Finding(
            String severity,
            String kind,
            String file,
            int line,
            String vip,
            String what,
            String why,
            List<Integer> free) {
        public Finding {
            free = List.copyOf(free);
        }

        public static Finding of(Conflict conflict, List<Integer> free) {
            MarkedVip vip = conflict.vip();
            String kind = switch (conflict) {
                case Conflict.SameValue _ -> "same-value";
                case Conflict.TwoValues _ -> "two-values";
                case Conflict.Folded _ -> "folded";
                case Conflict.AlsoMarked _ -> "also-marked";
            };
            return new Finding(
                    conflict.isError() ? "error" : "warning",
                    kind,
                    vip.source(),
                    vip.line(),
                    vip.name(),
                    conflict.what(Finding::place),
                    conflict.why(),
                    free);
        }

        /// The position: `baro.yaml:8`, or just the file name if the line is unknown.
        public static String place(MarkedVip vip) {
            return vip.source() + (vip.line() == 0 ? "" : ":" + vip.line());
        }
    }

    /// The answer to `baro dscp plan -o json`.
    ///
    /// @param possible whether a value exists for every VIP
    /// @param reason   the reason why there is no plan; empty if there is one
    /// @param fewest   whether it is proved that no plan that keeps the same values has fewer VIPs
    ///                 outside the local-use values
    public record Plan(boolean possible, String reason, boolean fewest, List<Assignment> assignments) {
        public Plan {
            assignments = List.copyOf(assignments);
        }

        public static Plan of(Allocation allocation) {
            return switch (allocation) {
                case Allocation.Assigned(var choices, boolean fewest) ->
                    new Plan(
                            true,
                            "",
                            fewest,
                            choices.stream().map(Assignment::of).toList());
                case Allocation.Impossible(String reason) -> new Plan(false, reason, false, List.of());
            };
        }
    }

    /// @param before the previous value; 0 if the VIP had none
    public record Assignment(String file, String vip, int dscp, String text, int before, boolean changed) {
        private static Assignment of(Allocation.Choice choice) {
            return new Assignment(
                    choice.vip().source(),
                    choice.vip().name(),
                    choice.dscp().codePoint(),
                    choice.dscp().toString(),
                    choice.vip().codePoint(),
                    choice.isChange());
        }
    }
}
