// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.dscp;

import dev.baro.core.dscp.MarkedVip.MarkedServer;
import dev.baro.core.model.Dscp;
import java.util.function.Function;

/// A reason why a server could confuse the packets of two VIPs, or of a VIP and other traffic.
public sealed interface Conflict {
    /// The VIP whose mark should change.
    MarkedVip vip();

    /// Whether the conflict is an error in every network; otherwise it is only a possible problem.
    boolean isError();

    /// The conflict in the user's terms, in lower case, without a full stop.
    ///
    /// @param place the function that gives the position of another VIP's mark
    String what(Function<MarkedVip, String> place);

    /// The consequence of the conflict, for the user.
    String why();

    /// Two VIPs on the same server have the same value.
    record SameValue(MarkedVip vip, MarkedVip other, MarkedServer server) implements Conflict {
        @Override
        public boolean isError() {
            return true;
        }

        @Override
        public String what(Function<MarkedVip, String> place) {
            return "dscp %s is also the dscp of VIP %s (%s), and both use server %s"
                    .formatted(Dscp.text(vip.codePoint()), other.name(), place.apply(other), server.name());
        }

        @Override
        public String why() {
            return "a server recognizes the VIP only by its dscp";
        }
    }

    /// A VIP has different values in two files.
    record TwoValues(MarkedVip vip, MarkedVip other, MarkedServer server) implements Conflict {
        @Override
        public boolean isError() {
            return false;
        }

        @Override
        public String what(Function<MarkedVip, String> place) {
            return "dscp %s marks VIP %s, which has dscp %s elsewhere (%s)"
                    .formatted(
                            Dscp.text(vip.codePoint()),
                            vip.identity(),
                            Dscp.text(other.codePoint()),
                            place.apply(other));
        }

        @Override
        public String why() {
            return "server %s would need a rule for each value".formatted(server.name());
        }
    }

    /// Re-marking turns the value of another VIP on the server into this VIP's value.
    record Folded(MarkedVip vip, MarkedVip other, MarkedServer server, ReMarking by) implements Conflict {
        @Override
        public boolean isError() {
            return false;
        }

        @Override
        public String what(Function<MarkedVip, String> place) {
            return "dscp %s is the value to which %s changes %s, the dscp of VIP %s (%s), and both use server %s"
                    .formatted(
                            Dscp.text(vip.codePoint()),
                            by.rfcName(),
                            Dscp.text(other.codePoint()),
                            other.name(),
                            place.apply(other),
                            server.name());
        }

        @Override
        public String why() {
            return "on a path with this re-marking, VIP %s would get the other VIP's packets".formatted(vip.name());
        }
    }

    /// Other software sets the value.
    record AlsoMarked(MarkedVip vip, CodePoint known) implements Conflict {
        @Override
        public boolean isError() {
            return false;
        }

        @Override
        public String what(Function<MarkedVip, String> place) {
            return "dscp %s is risky: %s".formatted(known, known.use());
        }

        @Override
        public String why() {
            return "a server could mistake that traffic for packets to VIP " + vip.name();
        }
    }
}
