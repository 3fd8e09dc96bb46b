// SPDX-License-Identifier: Apache-2.0
package dev.baro.balancer.trace;

import dev.baro.dataplane.forward.Flow;
import dev.baro.dataplane.forward.SessionState;
import dev.baro.dataplane.forward.Tracing.Choice;
import dev.baro.dataplane.trace.TracedPacket;

/// Explains in a sentence why a packet goes to its real server: because of its flow's entry, or
/// because of a slot.
///
/// @param server the server to which the packet goes
record ChoiceReason(Choice choice, TracedPacket packet, String server) {
    String text() {
        if (packet.repeated()) {
            return "a repeated SYN: its " + entry() + " names " + server;
        }
        if (packet.opened()) {
            return "a new session: " + opening();
        }
        boolean byEntry = choice.found().state() != SessionState.FREE
                && choice.found().server().equals(server);
        return byEntry ? "its " + entry() + " names " + server : "no entry: " + byHash();
    }

    private String opening() {
        return switch (choice.way()) {
            case HASH -> choice.moved() ? slot() + " has moved from " + former() + " to " + inSlot() : byHash();
            case NEXT -> inTurn();
            case TWO_CHOICES ->
                choice.inSlot().equals(choice.other())
                        ? "both slots of its hash belong to " + server
                        : "its hash names slots of " + inSlot() + " and " + choice.other() + ", and " + server
                                + " has fewer sessions for its weight";
        };
    }

    private String inTurn() {
        if (choice.turnOf().isEmpty()) {
            return "there is no place for an entry, so it follows its hash: " + slotOf(inSlot());
        }
        return choice.turnOf().equals(choice.inSlot())
                ? byHash() + ", which has turns left"
                : slotOf(inSlot()) + ", which has used its turns of this round; the next turn goes to "
                        + choice.turnOf();
    }

    private String byHash() {
        return choice.moved() && server.equals(choice.former())
                ? slot() + " of its hash has moved from " + server + " to " + inSlot()
                        + ", but a flow that may be older continues"
                : "by its hash, " + slotOf(server);
    }

    private String entry() {
        Flow.Status found = choice.found();
        return "entry (" + found.state().word() + ", idle for " + found.idleSeconds() + " s)";
    }

    private String slot() {
        return "slot " + choice.slot() + " of " + choice.slots();
    }

    private String slotOf(String owner) {
        return slot() + " belongs to " + owner;
    }

    private String inSlot() {
        return named(choice.inSlot());
    }

    private String former() {
        return named(choice.former());
    }

    private static String named(String server) {
        return server.isEmpty() ? "a removed server" : server;
    }
}
