// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.model;

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
    record Dropped(Way way) implements Outcome {
        @Override
        public Action action() {
            return Action.DROP;
        }
    }

    /// Sent back to where it came from.
    ///
    /// @param fragment of an echo request, whose other fragments go the same way
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
    /// @param flow of its session; later fragments have that of the first
    record Sent(Way way, Action action, Octets frame, Flow flow, Setup.Server server, Fragment fragment)
            implements Outcome {}
}
