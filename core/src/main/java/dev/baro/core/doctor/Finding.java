// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.doctor;

import java.util.Locale;

/// What one check of a doctor found. Never a state of the whole host: that is a [Diagnosis].
///
/// @param check  the name of the check, lower case with dashes: `vip-on-lo`
/// @param what   the fact, with its values: `203.0.113.10 is not on lo`
/// @param cause  what it does to traffic; empty when all is well
/// @param fix   a command that can be typed as it stands; empty where no command is certain to be right
/// @param advice what a person has to do where there is no such command, or beside it; empty for nothing
public record Finding(String check, Level level, String what, String cause, String fix, String advice) {

    /// How bad it is.
    public enum Level {
        OK,
        /// The check could not see what it needs: nothing is known to be wrong, and nothing to be right.
        NOT_LOOKED_AT,
        /// Traffic flows, or may flow; something can break it.
        WARN,
        /// Traffic of a VIP is lost, or answered wrongly.
        FAIL;

        /// As it stands in JSON.
        String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    public static Finding ok(String check, String what) {
        return new Finding(check, Level.OK, what, "", "", "");
    }

    /// @param what what was not looked at, and why
    /// @param cause what may be behind it
    public static Finding notLookedAt(String check, String what, String cause) {
        return new Finding(check, Level.NOT_LOOKED_AT, what, cause, "", "");
    }

    public static Finding warn(String check, String what, String cause) {
        return new Finding(check, Level.WARN, what, cause, "", "");
    }

    public static Finding fail(String check, String what, String cause) {
        return new Finding(check, Level.FAIL, what, cause, "", "");
    }

    public Finding fixedBy(String command) {
        return new Finding(check, level, what, cause, command, advice);
    }

    public Finding advising(String text) {
        return new Finding(check, level, what, cause, fix, text);
    }

    public boolean isOk() {
        return level == Level.OK;
    }
}
