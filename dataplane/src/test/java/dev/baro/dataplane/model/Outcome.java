// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.model;

import java.util.Optional;

/// One thing that may rightly happen to a packet.
public sealed interface Outcome {
    Way way();

    Action action();

    /// Passed to the kernel as it came.
    record Untouched(Way way) implements Outcome {
        @Override
        public Action action() {
            return Action.PASS;
        }
    }

    /// What its bytes are no longer matters.
    ///
    /// @param fragment of a datagram none of which is sent on alone
    record Dropped(Way way, Fragment fragment) implements Outcome {
        public Dropped(Way way) {
            this(way, new Fragment.Whole());
        }

        @Override
        public Action action() {
            return Action.DROP;
        }
    }

    /// Sent back to where it came from.
    ///
    /// @param fragment of an echo request, whose other fragments go the same way, or of a packet that is refused
    record Answered(Way way, Octets frame, Fragment fragment) implements Outcome {
        public Answered(Way way, Octets frame) {
            this(way, frame, new Fragment.Whole());
        }

        @Override
        public Action action() {
            return Action.TX;
        }
    }

    /// Rewritten for a real server.
    ///
    /// @param placed    where, and what placed it there
    /// @param departure none where the kernel chooses the next hop
    record Sent(Way way, Action action, Octets frame, Placed placed, Optional<Departure> departure, Fragment fragment)
            implements Outcome {}

    /// @param flow    of its session; none of a later fragment
    /// @param follows of a first fragment: whether it goes after others of its datagram, whatever its flow has
    record Placed(Setup.Service service, Setup.Server server, Optional<Flow> flow, boolean follows) {}
}
