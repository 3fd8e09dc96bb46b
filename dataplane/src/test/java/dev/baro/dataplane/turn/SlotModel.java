// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.turn;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/// The rules of docs/reference/sessions.md for one slot of a service in turn, without the program: every state that two
/// flows, forged SYNs and changes of the servers can lead to. A state that breaks a promise throws.
///
/// What the rules take for granted is kept: a live flow sends within the longest timeout; a handshake is over before a
/// half-open session ends; a SYN that found no place finds none when it is repeated.
record SlotModel(Slot slot, List<Flow> flows) {
    static final int SERVERS = 3;
    private static final int NONE = 0;

    /// A mistake in the rules.
    enum Fault {
        REPEATED_SYN_DECIDES_AGAIN,
        HALF_OPEN_SESSION_CAPTURES,
        DEVIATING_SESSIONS_NEED_THE_MARK,
        ACK_REMOVES_WHILE_THE_SLOT_IS_MARKED,
        MARK_GOES_WHILE_IT_IS_NEEDED,
        MARK_TELLS_THE_LAST_SERVER,
        NO_PLACE_GOES_TO_THE_PRESENT_SERVER,
    }

    /// @param present the server that the ring names
    /// @param previous the one before the slot moved; 0 where it has no mark
    /// @param needed whether a packet needed the mark since the longest timeout began
    record Slot(int present, int previous, boolean needed) {
        int byHash() {
            return previous == NONE ? present : previous;
        }
    }

    enum Life {
        NONE,
        HANDSHAKE,
        LIVE
    }

    enum Entry {
        NONE,
        HALF_OPEN,
        /// With the sequence number of a forged SYN.
        FORGED,
        ESTABLISHED
    }

    /// @param server that the client talks to; 0 without a connection
    /// @param entered the server of the entry
    record Flow(Life life, int server, Entry entry, int entered) {
        static final Flow UNKNOWN = new Flow(Life.NONE, NONE, Entry.NONE, NONE);

        Flow alive(Life next, int of) {
            return new Flow(next, of, entry, entered);
        }

        Flow entry(Entry next, int of) {
            return new Flow(life, server, next, next == Entry.NONE ? NONE : of);
        }

        boolean needs(Slot slot) {
            return life == Life.LIVE
                    && entry != Entry.ESTABLISHED
                    && server == slot.byHash()
                    && server != slot.present();
        }
    }

    static SlotModel start() {
        return new SlotModel(new Slot(1, NONE, false), List.of(Flow.UNKNOWN, Flow.UNKNOWN));
    }

    /// All that can happen next.
    ///
    /// @throws AssertionError when a promise is broken
    List<SlotModel> next(Set<Fault> faults) {
        List<SlotModel> next = new ArrayList<>();
        for (int i = 0; i < flows.size(); i++) {
            int at = i;
            Flow flow = flows.get(i);
            new Packets(slot, flow, EnumSet.copyOf(faults.isEmpty() ? EnumSet.noneOf(Fault.class) : faults))
                    .each((after, used) -> next.add(with(at, after, used)));
        }
        IntStream.rangeClosed(1, SERVERS)
                .filter(server -> server != slot.present())
                .forEach(server -> next.add(new SlotModel(moved(server, faults), flows)));
        next.add(aTimeoutLater(faults));
        return next;
    }

    private SlotModel with(int at, Flow flow, boolean used) {
        List<Flow> others = new ArrayList<>(flows);
        others.set(at, flow);
        return new SlotModel(new Slot(slot.present(), slot.previous(), slot.needed() || used), List.copyOf(others));
    }

    private Slot moved(int server, Set<Fault> faults) {
        boolean first = slot.previous() == NONE || faults.contains(Fault.MARK_TELLS_THE_LAST_SERVER);
        return new Slot(server, first ? slot.present() : slot.previous(), true);
    }

    /// Handshakes have ended, live flows have sent, entries of flows that ended have expired, and the mark goes if it
    /// can.
    private SlotModel aTimeoutLater(Set<Fault> faults) {
        List<Flow> rested = flows.stream()
                .map(flow -> flow.life() == Life.LIVE
                        ? flow.entry() == Entry.ESTABLISHED ? flow : flow.entry(Entry.NONE, NONE)
                        : Flow.UNKNOWN)
                .toList();
        boolean wanted = rested.stream().anyMatch(flow -> flow.needs(slot));
        boolean noted = wanted
                || faults.contains(Fault.DEVIATING_SESSIONS_NEED_THE_MARK)
                        && rested.stream()
                                .anyMatch(flow -> flow.life() == Life.LIVE && flow.server() != slot.present());
        if (noted && !wanted && slot.previous() != NONE) {
            throw new AssertionError("the mark never goes: " + this);
        }
        boolean goes = !noted || faults.contains(Fault.MARK_GOES_WHILE_IT_IS_NEEDED);
        Slot after = new Slot(slot.present(), goes ? NONE : slot.previous(), noted);
        return new SlotModel(
                after, rested.stream().map(flow -> swept(after, flow)).toList());
    }

    /// The sweep drops a session that has come to be where the hash leads.
    private static Flow swept(Slot slot, Flow flow) {
        boolean spare =
                flow.entry() == Entry.ESTABLISHED && slot.previous() == NONE && flow.entered() == slot.present();
        return spare ? flow.entry(Entry.NONE, NONE) : flow;
    }

    /// What may come of one flow.
    private record Packets(Slot slot, Flow flow, Set<Fault> faults) {
        interface Result {
            void is(Flow after, boolean usedMark);
        }

        void each(Result result) {
            switch (flow.life()) {
                case NONE -> firstSyn(result);
                case HANDSHAKE -> {
                    repeatedSyn(result);
                    ack(result);
                }
                case LIVE -> {
                    ack(result);
                    result.is(flow.alive(Life.NONE, NONE), false);
                }
            }
            if (flow.entry() == Entry.NONE) {
                everyServer(server -> result.is(flow.entry(Entry.FORGED, server), false));
            }
        }

        private void everyServer(Consumer<Integer> each) {
            IntStream.rangeClosed(1, SERVERS).forEach(each::accept);
        }

        private void firstSyn(Result result) {
            switch (flow.entry()) {
                case NONE -> {
                    everyServer(server ->
                            result.is(flow.alive(Life.HANDSHAKE, server).entry(Entry.HALF_OPEN, server), false));
                    boolean present = faults.contains(Fault.NO_PLACE_GOES_TO_THE_PRESENT_SERVER);
                    byHash(Life.HANDSHAKE, present ? slot.present() : slot.byHash(), result);
                }
                case FORGED -> byHash(Life.HANDSHAKE, slot.byHash(), result);
                case HALF_OPEN, ESTABLISHED -> result.is(flow.alive(Life.HANDSHAKE, flow.entered()), false);
            }
        }

        private void byHash(Life life, int server, Result result) {
            result.is(flow.alive(life, server), server != slot.present());
        }

        private void repeatedSyn(Result result) {
            if (flow.entry() == Entry.HALF_OPEN && faults.contains(Fault.REPEATED_SYN_DECIDES_AGAIN)) {
                everyServer(server -> {
                    need(server, "repeated SYN");
                    result.is(flow, false);
                });
            } else if (flow.entry() == Entry.HALF_OPEN || flow.entry() == Entry.ESTABLISHED) {
                need(flow.entered(), "repeated SYN");
            } else {
                need(slot.byHash(), "repeated SYN");
            }
        }

        private void ack(Result result) {
            boolean captured = flow.entry() == Entry.FORGED && faults.contains(Fault.HALF_OPEN_SESSION_CAPTURES);
            if (flow.entry() == Entry.NONE || flow.entry() == Entry.FORGED && !captured) {
                need(slot.byHash(), "segment");
                byHash(Life.LIVE, flow.server(), result);
                return;
            }
            need(flow.entered(), "segment");
            boolean settled = slot.previous() == NONE || faults.contains(Fault.ACK_REMOVES_WHILE_THE_SLOT_IS_MARKED);
            boolean spare = flow.entry() == Entry.HALF_OPEN && settled && flow.entered() == slot.present();
            result.is(
                    flow.alive(Life.LIVE, flow.server()).entry(spare ? Entry.NONE : Entry.ESTABLISHED, flow.entered()),
                    false);
        }

        private void need(int goesTo, String what) {
            if (goesTo != flow.server()) {
                throw new AssertionError(what + " goes to " + goesTo + ": " + slot + " " + flow);
            }
        }
    }
}
