// SPDX-License-Identifier: Apache-2.0
package dev.baro.dataplane.conformance;

import dev.baro.dataplane.model.Action;
import dev.baro.dataplane.model.Way;
import java.util.ArrayList;
import java.util.List;

/// One row of the page's tables: frames that come in turn, and what must happen to each. Expected bytes are built from
/// scratch, neither by the program nor by the model.
public record Conformance(String name, List<Step> steps) {

    /// @param out what leaves, or the frame as it came; nothing for a dropped one
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Step(byte[] in, Way way, Action action, byte[] out, int secondsBefore) {}

    public Conformance {
        steps = List.copyOf(steps);
    }

    static Conformance row(String name) {
        return new Conformance(name, List.of());
    }

    Conformance forwards(Packet in, Packet out) {
        return forwards(in.bytes(), out.bytes());
    }

    Conformance forwards(byte[] in, byte[] out) {
        return then(in, Way.FORWARDED, Action.TX, out);
    }

    Conformance redirects(Packet in, Packet out) {
        return then(in.bytes(), Way.REDIRECTED, Action.REDIRECT, out.bytes());
    }

    Conformance leavesToTheKernel(Packet in, Packet out) {
        return then(in.bytes(), Way.ROUTED_BY_KERNEL, Action.PASS, out.bytes());
    }

    Conformance answers(Packet in, Way way, Packet out) {
        return then(in.bytes(), way, Action.TX, out.bytes());
    }

    Conformance answers(byte[] in, byte[] out) {
        return then(in, Way.ANSWERED, Action.TX, out);
    }

    Conformance answers(Packet in, Way way, byte[] out) {
        return then(in.bytes(), way, Action.TX, out);
    }

    Conformance passes(Packet in, Way way) {
        return passes(in.bytes(), way);
    }

    Conformance passes(byte[] in, Way way) {
        return then(in, way, Action.PASS, in);
    }

    Conformance drops(Packet in, Way way) {
        return drops(in.bytes(), way);
    }

    Conformance drops(byte[] in, Way way) {
        return then(in, way, Action.DROP, new byte[0]);
    }

    /// Lets time pass before the last frame.
    Conformance after(int seconds) {
        List<Step> changed = new ArrayList<>(steps);
        Step last = changed.removeLast();
        changed.add(new Step(last.in, last.way, last.action, last.out, seconds));
        return new Conformance(name, changed);
    }

    private Conformance then(byte[] in, Way way, Action action, byte[] out) {
        List<Step> more = new ArrayList<>(steps);
        more.add(new Step(in, way, action, out, 0));
        return new Conformance(name, more);
    }

    @Override
    public String toString() {
        return name;
    }
}
