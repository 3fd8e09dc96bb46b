// SPDX-License-Identifier: Apache-2.0
package dev.baro.agent.doctor;

import dev.baro.core.doctor.Finding.Level;
import java.util.function.Consumer;

/// One fact of a healthy server changed, and the problem that the doctor has to find then.
///
/// @param fix a command, or what a person has to do where no command is certain
record SpoiltFact(Consumer<Healthy> spoil, Level level, String check, String what, String fix) {
    static SpoiltFact fail(Consumer<Healthy> spoil, String check, String what, String fix) {
        return new SpoiltFact(spoil, Level.FAIL, check, what, fix);
    }

    static SpoiltFact warn(Consumer<Healthy> spoil, String check, String what, String fix) {
        return new SpoiltFact(spoil, Level.WARN, check, what, fix);
    }

    static SpoiltFact notLookedAt(Consumer<Healthy> spoil, String check, String what, String advice) {
        return new SpoiltFact(spoil, Level.NOT_LOOKED_AT, check, what, advice);
    }

    @Override
    public String toString() {
        return check + ": " + what;
    }
}
