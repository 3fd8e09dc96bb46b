// SPDX-License-Identifier: Apache-2.0
package dev.baro.core.doctor;

import java.util.Locale;

/// The result of one doctor check. The state of the whole host is a [Diagnosis].
///
/// @param check  the name of the check, lower case with dashes: `vip-on-lo`
/// @param what   the fact, with its values: `203.0.113.10 is not on lo`
/// @param cause  the effect on traffic; empty if all is well
/// @param fix    a command that can be typed as shown; empty if no command is certain to be correct
/// @param advice steps for a person, instead of or in addition to the command; empty if there are none
public record Finding(String check, Level level, String what, String cause, String fix, String advice) {

    /// The severity.
    public enum Level {
        OK,
        /// The check lacked necessary facts, so it has no result.
        NOT_LOOKED_AT,
        /// Traffic flows, or may flow, but is at risk of being lost.
        WARN,
        /// Traffic of a VIP is lost or answered wrongly.
        FAIL;

        /// The status as written in JSON.
        String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    public static Finding ok(String check, String what) {
        return new Finding(check, Level.OK, what, "", "", "");
    }

    /// @param what  the fact that was not checked, and the reason
    /// @param cause a possible cause of the problem
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
